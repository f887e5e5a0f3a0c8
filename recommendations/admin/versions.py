"""Model versions side by side, with the one step forward and the one step back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from orders.admin.reading import ReadOnlyAdmin
from recommendations.admin import figures, portrait
from recommendations.ranking import search_order
from recommendations.registry import promotion
from recommendations.registry.models import ModelAlias, ModelStatus, ModelVersion

LIST = "admin:recommendations_modelversion_changelist"


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    """Read what was trained, promote it, go back; nothing here is edited by hand."""

    list_display = (
        "version",
        "role",
        "state",
        "sources",
        "items_known",
        "trained_at",
        "promoted_at",
    )
    list_filter = ("status", "alias")
    search_fields = ("version",)
    ordering = ("-trained_at",)
    actions = None
    actions_list = ("roll_back",)
    actions_detail = ("promote",)
    fields = ("serving", "gate", "trained_at", "promoted_at", "size", "searches")
    readonly_fields = fields
    change_form_outer_after_template = "recommendations/admin/version.html"

    @display(description=_("role"), label={"live": "success", "previous": "info"})
    def role(self, version: ModelVersion) -> tuple[str, str] | str:
        """Say whether it serves."""
        return (version.alias, version.get_alias_display()) if version.alias else ""

    @display(description=_("state"), label={"ready": "success", "refused": "danger"})
    def state(self, version: ModelVersion) -> tuple[str, str]:
        """Say what the gate said."""
        return version.status, version.get_status_display()

    @display(description=_("sources"))
    def sources(self, version: ModelVersion) -> int:
        """Count what was trained."""
        return len(version.metrics)

    @display(description=_("products known"))
    def items_known(self, version: ModelVersion) -> str:
        """Say how many products the widest source knows."""
        known = [figures_.get("covered", 0) for figures_ in version.metrics.values()]
        return figures.written(max(known, default=None))

    @display(description=_("serves now"))
    def serving(self, version: ModelVersion) -> str:
        """Say whether pages ask this version."""
        return {
            ModelAlias.LIVE: gettext("Yes: every page asks this version."),
            ModelAlias.PREVIOUS: gettext("No: it served before, and is one step back."),
            ModelAlias.NONE: gettext("No."),
        }[ModelAlias(version.alias)]

    @display(description=_("the gate"))
    def gate(self, version: ModelVersion) -> SafeString | str:
        """Say what the gate found, one line each."""
        said = {
            ModelStatus.READY: gettext("Passed: every part is whole and answers soundly."),
            ModelStatus.REFUSED: gettext("Refused: it cannot serve."),
            ModelStatus.DELETED: gettext("Its files were deleted to make room: it cannot serve."),
        }[ModelStatus(version.status)]
        lines = [said, *version.verdict.splitlines()]
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))

    @display(description=_("size of its files"))
    def size(self, version: ModelVersion) -> str:
        """Say how much it takes on disk and in memory."""
        return portrait.size(version)

    @display(description=_("learned order of searches"))
    def searches(self, version: ModelVersion) -> str:
        """Say whether searches stand in the order that this version learned, and why not."""
        learned = version.config.get(search_order.NAME)
        if learned is None:
            return gettext("None: nobody has opened a product after searching yet.")
        reasons = "; ".join(learned.get("refused", ()))
        if not reasons:
            return gettext("Sure to be better than the usual order: it serves with this version.")
        return gettext("Searches keep the usual order: %(reasons)s.") % {"reasons": reasons}

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: ModelVersion | None = None,
    ) -> HttpResponse:
        """Lay out below the facts what the version holds."""
        if obj is not None:
            beside = figures.distinct([_holder(ModelAlias.LIVE), _holder(ModelAlias.PREVIOUS)])
            context["sections"] = list(portrait.sections(obj, beside))
        answer: HttpResponse = super().render_change_form(
            request, context, add, change, form_url, obj
        )
        return answer

    @action(description=_("Promote"), url_path="promote", icon="publish", permissions=["change"])
    def promote(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then make a version live."""
        chosen = self.get_object(request, object_id)
        if chosen is None:
            raise Http404
        if request.method != "POST":
            return self._ask(
                request,
                chosen,
                title=gettext("Let %(version)s serve?") % {"version": chosen.version},
                button=gettext("Promote"),
                back=reverse("admin:recommendations_modelversion_change", args=[object_id]),
            )
        try:
            promotion.promote(chosen.version, timezone.now())
        except promotion.CannotPromote as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self._tell(
                request,
                chosen,
                gettext("%(version)s serves now. Every page follows within seconds."),
            )
        return redirect(LIST)

    @action(description=_("Roll back"), url_path="roll-back", icon="undo", permissions=["change"])
    def roll_back(self, request: HttpRequest) -> HttpResponse:
        """Ask, then let the previous version serve again."""
        previous = _holder(ModelAlias.PREVIOUS)
        if previous is None:
            self.message_user(
                request, gettext("There is no previous version to go back to."), messages.WARNING
            )
            return redirect(LIST)
        if request.method != "POST":
            return self._ask(
                request,
                previous,
                title=gettext("Go back to %(version)s?") % {"version": previous.version},
                button=gettext("Roll back"),
                back=reverse(LIST),
            )
        try:
            promotion.roll_back(timezone.now())
        except (promotion.CannotPromote, promotion.UnknownVersion) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self._tell(request, previous, gettext("%(version)s serves again."))
        return redirect(LIST)

    def _ask(
        self, request: HttpRequest, chosen: ModelVersion, *, title: str, button: str, back: str
    ) -> TemplateResponse:
        """Show what would change, and one button."""
        return TemplateResponse(
            request,
            "recommendations/admin/confirm_version.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.model._meta,
                "title": title,
                "is_servable": chosen.status == ModelStatus.READY,
                "verdict": chosen.verdict,
                "button": button,
                "back": back,
                "comparison": figures.side_by_side(
                    figures.distinct([chosen, _holder(ModelAlias.LIVE)])
                ).html,
            },
        )

    def _tell(self, request: HttpRequest, chosen: ModelVersion, sentence: str) -> None:
        message = sentence % {"version": chosen.version}
        self.log_change(request, chosen, message)
        self.message_user(request, message, messages.SUCCESS)


def _holder(alias: ModelAlias) -> ModelVersion | None:
    return ModelVersion.objects.filter(alias=alias).first()
