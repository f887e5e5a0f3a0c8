"""People and their browsers, as staff see them."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken, get_digest_token
from knox.settings import CONSTANTS, knox_settings
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelect2MultipleWidget,
)

from accounts.models import User

admin.site.unregister(Group)
admin.site.unregister(AuthToken)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """People with an account."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-date_joined",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "is_personalised")}),
        (
            _("Rights"),
            {
                "fields": ("is_active", "is_staff", "groups", "is_superuser"),
                "description": _(
                    "Roles say what somebody of the staff may change; with any of them the whole shop may be looked at, but not the people."
                ),
            },
        ),
        (_("Single rights"), {"fields": ("user_permissions",), "classes": ("collapse",)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name")}),
        (_("Password"), {"fields": ("password1", "password2")}),
        (_("Rights"), {"fields": ("is_staff", "groups")}),
    )
    filter_horizontal = ()

    def formfield_for_manytomany(
        self,
        db_field: ManyToManyField,  # type: ignore[type-arg]  # generic only in the stubs
        request: HttpRequest,
        **kwargs: object,
    ) -> forms.ModelMultipleChoiceField | None:  # type: ignore[type-arg]  # generic only in the stubs
        """Offer the roles as boxes to tick, for there are few of them; single rights are found by name."""
        if db_field.name != "groups":
            return _found_by_name(super().formfield_for_manytomany(db_field, request, **kwargs))
        return forms.ModelMultipleChoiceField(
            queryset=Group.objects.order_by("name"),
            required=False,
            label=_("Roles"),
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """Roles: what members of a group may do."""

    filter_horizontal = ()

    def formfield_for_manytomany(
        self,
        db_field: ManyToManyField,  # type: ignore[type-arg]  # generic only in the stubs
        request: HttpRequest | None = None,
        **kwargs: object,
    ) -> forms.ModelMultipleChoiceField | None:  # type: ignore[type-arg]  # generic only in the stubs
        """Let rights be found by name."""
        return _found_by_name(super().formfield_for_manytomany(db_field, request, **kwargs))


@admin.register(AuthToken)
class TokenAdmin(ModelAdmin):
    """Tokens of programs: made for oneself, shown once, kept as hashes."""

    fields = ("expiry",)
    list_display = ("token_key", "user", "created", "expiry")
    search_fields = ("token_key", "user__email")
    ordering = ("-created",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Propose a year."""
        return {"expiry": timezone.now() + knox_settings.TOKEN_TTL}

    def has_change_permission(self, request: HttpRequest, obj: AuthToken | None = None) -> bool:
        """A token is made or deleted, never changed."""
        return False

    def save_model(
        self, request: HttpRequest, obj: AuthToken, form: forms.ModelForm[AuthToken], change: bool
    ) -> None:
        """Make a token for whoever asks, and show it this once."""
        obj.user = request.user
        obj.digest, token = get_digest_token()
        obj.token_key = token[: CONSTANTS.TOKEN_KEY_LENGTH]
        super().save_model(request, obj, form, change)
        said = gettext("Copy the token now, it is shown only this once: %(token)s")
        messages.warning(request, said % {"token": token})


def _found_by_name(
    field: forms.ModelMultipleChoiceField | None,  # type: ignore[type-arg]  # generic only in the stubs
) -> forms.ModelMultipleChoiceField | None:  # type: ignore[type-arg]  # generic only in the stubs
    """Let the choices of a field be found by typing; the framework's own form of it is a bare list."""
    if field is not None:
        field.widget = UnfoldAdminSelect2MultipleWidget(choices=field.choices)
        field.help_text = ""
    return field
