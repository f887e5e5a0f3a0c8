"""The story of a product: who changed what and when, and the way back to how it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalog.bulk.lines import Line, Plan, Value, guarded
from catalog.models import Attribute, Brand, Department, Product, Revision, Variant
from catalog.revision_words import DETAIL, Names, is_beside, shown, word

MOST_SHOWN = 300
STAFF = "staff"
"""The occasion under which what is added and removed is written down too."""
_PRICED = ("price_minor", "compare_at_minor", "currency")


@contextmanager
def acting(*, by_id: int | None, occasion: str) -> Iterator[None]:
    """Let the database write down who changes products within the block, and why; must run in a transaction. Two queries."""
    _say(str(by_id or ""), occasion)
    yield
    _say("", "")


def _say(actor: str, occasion: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('shelfwise.actor', %s, true), set_config('shelfwise.occasion', %s, true)",
            [actor, occasion],
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a product or an article, before and after, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything that changed at once."""

    first_id: int
    """The first of its revisions: what was before it can be brought back."""
    changed_at: datetime
    who: str
    occasion: str
    changes: tuple[Change, ...]


def story(product: Product) -> list[Chapter]:
    """Return what became of a product, newest first. Six queries."""
    newest = Revision.objects.filter(product_id=product.pk).order_by("-id")[:MOST_SHOWN]
    revisions = sorted(newest, key=lambda each: (each.transaction_id, each.pk), reverse=True)
    names = _names(revisions)
    people = get_user_model().objects.in_bulk({each.by_id for each in revisions if each.by_id})
    chapters = []
    for _transaction, told in groupby(revisions, key=lambda each: each.transaction_id):
        at_once = sorted(told, key=lambda each: each.pk)
        first = at_once[0]
        person = people.get(first.by_id) if first.by_id else None
        changes = [change for each in at_once for change in _changes(each, names)]
        chapters.append(
            Chapter(
                first.pk,
                first.changed_at,
                str(person) if person else "",
                first.occasion,
                tuple(changes),
            )
        )
    return sorted(chapters, key=lambda chapter: chapter.first_id, reverse=True)


def _changes(revision: Revision, names: Names) -> Iterator[Change]:
    """Yield a change for every column of a revision; one for an article that came or went."""
    article = names.article(revision)
    if revision.variant_id is not None and not (revision.before and revision.after):
        came = bool(revision.after)
        said = _("added") if came else _("removed")
        yield Change(_("article"), "" if came else article, f"{article}: {said}" if came else said)
        return
    if not revision.before:
        yield Change(_("product"), "", _("created"))
        return
    for column in sorted(revision.after):
        what = word(column, names, is_article=revision.variant_id is not None)
        values = [shown(column, row.get(column), names, revision) for row in (revision.before, revision.after)]  # fmt: skip
        yield Change(f"{what} ({article})" if article else what, *values)


def _names(revisions: Sequence[Revision]) -> Names:
    """Read what ids are called. Four queries."""
    rows = [row for each in revisions for row in (each.before, each.after)]
    brands = {row["brand_id"] for row in rows if row.get("brand_id")}
    shelves = {row["department_id"] for row in rows if row.get("department_id")}
    articles = {each.variant_id for each in revisions if each.variant_id}
    details = {
        int(key.removeprefix(DETAIL)) for row in rows for key in row if key.startswith(DETAIL)
    }
    return Names(
        dict(Brand.objects.filter(pk__in=brands).values_list("pk", "name")),
        dict(Department.objects.filter(pk__in=shelves).values_list("pk", "name")),
        {
            pk: (sku, currency)
            for pk, sku, currency in Variant.objects.filter(pk__in=articles).values_list(
                "pk", "sku", "currency"
            )
        },
        dict(Attribute.objects.filter(pk__in=details).values_list("pk", "name")),
    )


@dataclass(frozen=True, slots=True)
class BringBack:
    """The product and its articles become what they were before a revision."""

    revision_id: int

    def __str__(self) -> str:
        return _("as it was before revision %(number)d") % {"number": self.revision_id}

    def plan(self, product_ids: Collection[int], *, now: datetime) -> Plan:
        """Return every column that would change; what cannot come back says why. Some ten queries."""
        product = Product.objects.get(pk__in=list(product_ids))
        since = Revision.objects.filter(product_id=product.pk, pk__gte=self.revision_id)
        revisions = list(since.order_by("-id"))
        names = _names(revisions)
        was: dict[int | None, dict[str, Value]] = {}
        for revision in revisions:
            if revision.before and revision.after:
                was.setdefault(revision.variant_id, {}).update(revision.before)
        articles = Variant.objects.in_bulk({key for key in was if key is not None})
        lines = list(self._lines(product, None, was.pop(None, {}), names))
        untouchable = guarded(list(articles))
        for variant_id, columns in sorted(was.items()):
            article = articles.get(variant_id or 0)
            if article is not None:
                reason = untouchable.get(article.pk, "")
                lines += self._lines(product, article, columns, names, untouchable=reason)
        return Plan(tuple(sorted([*lines, *_gone(product, revisions, names)], key=_refused_first)))

    def _lines(
        self,
        product: Product,
        article: Variant | None,
        columns: Mapping[str, Value],
        names: Names,
        *,
        untouchable: str = "",
    ) -> Iterator[Line]:
        """Yield a line for every column that is not what it was."""
        row: Product | Variant = product if article is None else article
        for column in sorted(columns):
            value = _meant(column, columns[column])
            if is_beside(column):
                yield Line(
                    product_id=product.pk,
                    title=word(column, names, is_article=False),
                    before=_("changed since"),
                    refusal=_("details and pictures are changed back by hand"),
                )
                continue
            if getattr(row, column) == value:
                continue
            revision = Revision(
                product_id=product.pk, variant_id=None if article is None else article.pk
            )
            refusal = untouchable if column in _PRICED else _why_not(row, column, value)
            yield Line(
                product_id=product.pk,
                variant_id=None if article is None else article.pk,
                title=word(column, names, is_article=article is not None),
                label="" if article is None else article.sku,
                before=shown(column, getattr(row, column), names, revision),
                after="" if refusal else shown(column, value, names, revision),
                refusal=refusal,
                changes={} if refusal else {column: value},
            )


def _meant(column: str, value: Value) -> Value:
    """Return a value of the log as the model holds it."""
    return parse_datetime(value) if column.endswith("_at") and isinstance(value, str) else value


def _why_not(row: Product | Variant, column: str, value: Any) -> str:  # noqa: ANN401 - of whatever type the column has
    """Say why a value cannot come back, or nothing. One query for what must exist or must not."""
    others = type(row)._default_manager.exclude(pk=row.pk)
    if column in {"slug", "sku"} and others.filter(**{column: value}).exists():
        return _("is in use elsewhere by now")
    if column == "brand_id" and value and not Brand.objects.filter(pk=value).exists():
        return _("does not exist any more")
    if column == "department_id" and value and not Department.objects.filter(pk=value).exists():
        return _("does not exist any more")
    return ""


def _gone(product: Product, revisions: Sequence[Revision], names: Names) -> Iterator[Line]:
    """Yield what came and went since: articles stay as they are now."""
    for revision in revisions:
        if revision.variant_id is None or (revision.before and revision.after):
            continue
        came = bool(revision.after)
        yield Line(
            product_id=product.pk,
            title=_("article"),
            label=names.article(revision),
            before=_("added since") if came else _("removed since"),
            refusal=_("articles are added and removed by hand"),
        )


def _refused_first(line: Line) -> bool:
    return not line.refusal
