"""The rules that hold now, kept in the process; a change reaches the very next page of every process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from catalog.models import Department
from catalog.snapshots import Snapshot
from recommendations.events import connection
from recommendations.rules import lookups, written
from recommendations.rules.classes import CLASSES
from recommendations.rules.models import Rule as Row
from recommendations.rules.models import RulesVersion
from recommendations.rules.rule import EVERYTHING, Aim, Rule, When
from recommendations.rules.rule_set import RuleSet
from recommendations.rules.words import Group, RuleKind, SortKey

TTL_SECONDS = 60.0
"""Units in stock, margins and tags that rules ask for are at most this old."""
BELL = "recommendations:rules"
"""The Redis key that counts changes of the rules, so that other processes hear of them."""

_heard = {"bell": b""}


def rules_now() -> RuleSet:
    """Return the rules. No query while nothing has changed; Redis says whether something has."""
    bell: Any = connection.cache.attempt(lambda server: server.get(BELL) or b"")
    if bell is not None and bell != _heard["bell"]:
        _heard["bell"] = bell
        _kept.forget()
    return _kept.get()


def changed() -> None:
    """Let every process read the rules anew, and keep this version of them; call it within the change."""
    transaction.on_commit(_announce)


def rules_of(rows: Iterable[Row]) -> list[Rule]:
    """Return rows as values; what must be looked up is not yet."""
    return [rule for row in rows if (rule := _rule(row)) is not None]


def rule_set_of(rules: list[Rule]) -> RuleSet:
    """Return rules as a set that can work. A query for each rule that must look something up."""
    return RuleSet(tuple(lookups.looked_up(rules)), written.digest(written.write(rules)))


def version(digest: str) -> RuleSet | None:
    """Return the rules as they were in a version, with today's tags and stock; None if it was not kept."""
    kept = RulesVersion.objects.filter(pk=digest).first()
    if kept is None:
        return None
    return RuleSet(tuple(lookups.looked_up(written.read(kept.rules))), digest)


def active_rows() -> list[Row]:
    """Return the rows that are switched on, with all they refer to."""
    rows = Row.objects.filter(is_active=True).select_related("attribute")
    return list(rows.annotate(**_references()).order_by("-priority", "pk"))


def _references() -> dict[str, ArraySubquery]:
    """Return the ids of all that a row refers to, as columns: five relations in the one query of the rows."""
    found = {}
    for field in Row._meta.many_to_many:
        links = getattr(Row, field.name).through.objects.filter(rule_id=OuterRef("pk"))
        found[f"{field.name}_ids"] = ArraySubquery(links.values(field.m2m_reverse_name()))
    return found


def keep_version() -> str:
    """Keep the rules as they stand, if they are not kept yet; return the name of the version."""
    text = written.write(_holding())
    digest = written.digest(text)
    RulesVersion.objects.get_or_create(digest=digest, defaults={"rules": text})
    return digest


def seed() -> int:
    """Give every rule class its row, with its defaults; rows that are there stay as staff left them."""
    known = set(Row.objects.exclude(code="").values_list("code", flat=True))
    missing = [
        Row(
            code=each.code,
            name=each.name,
            kind=each.kind,
            priority=each.priority,
            factor=each.factor if each.kind is RuleKind.BOOST else None,
            placements=list(each.placements),
        )
        for each in CLASSES
        if each.code not in known
    ]
    Row.objects.bulk_create(missing, ignore_conflicts=True)
    keep_version()
    return len(missing)


def _announce() -> None:
    _kept.forget()
    keep_version()
    connection.cache.attempt(lambda server: server.incr(BELL))


def _read() -> RuleSet:
    return rule_set_of(_holding())


def _holding() -> list[Rule]:
    """Return the rules that hold: staff's, or only what a shop must never show where theirs are switched off."""
    return rules_of(active_rows()) if settings.ENABLE_BUSINESS_RULES else _house_rules()


def _house_rules() -> list[Rule]:
    """Return every filter the shop brings along, as it comes: no row of staff's has a say."""
    return [
        Rule(
            name=each.name,
            kind=each.kind,
            priority=each.priority,
            when=When(placements=each.placements),
            of_class=each(),
        )
        for each in CLASSES
        if each.kind is RuleKind.FILTER
    ]


_kept = Snapshot(_read, ttl_seconds=TTL_SECONDS)


def _rule(row: Row) -> Rule | None:
    """Return a row as a value; None if its class is no longer there."""
    of_class = written.class_of(row.code) if row.code else None
    if row.code and of_class is None:
        return None
    return Rule(
        name=row.name,
        kind=RuleKind(row.kind),
        priority=row.priority,
        aim=_aim(row),
        when=_when(row),
        factor=float(row.factor or 1),
        place=row.place or 1,
        most=row.most or settings.DIVERSITY_MAX_PER_CATEGORY,
        group=Group(row.group or Group.DEPARTMENT),
        sort_key=SortKey(row.sort_key or SortKey.NEWEST),
        of_class=of_class,
    )


def _aim(row: Row) -> Aim:
    aim = Aim(
        products=_ids(row, "products"),
        brands=_ids(row, "brands"),
        departments=_with_below(_ids(row, "departments")),
        price_from_minor=row.price_from_minor,
        price_to_minor=row.price_to_minor,
        is_on_sale=row.is_on_sale,
        is_in_stock=row.is_in_stock,
        newer_than_days=row.newer_than_days,
        rated_from=None if row.rated_from is None else float(row.rated_from),
        attribute=row.attribute.code if row.attribute else "",
        attribute_values=tuple(row.attribute_values),
        tags=tuple(row.tags),
        stock_from=row.stock_from,
        stock_to=row.stock_to,
        margin_from=None if row.margin_from is None else float(row.margin_from),
        margin_to=None if row.margin_to is None else float(row.margin_to),
    )
    return EVERYTHING if aim == EVERYTHING else aim


def _when(row: Row) -> When:
    return When(
        placements=tuple(row.placements),
        segments=tuple(row.segments),
        markets=tuple(row.markets),
        countries=tuple(row.countries),
        devices=tuple(row.devices),
        days=row.days,
        hour_from=row.hour_from,
        hour_to=row.hour_to,
        cart_products=_ids(row, "cart_products"),
        cart_departments=_with_below(_ids(row, "cart_departments")),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def _ids(row: Row, name: str) -> tuple[int, ...]:
    """Return the ids that a row refers to; a query only for a row that was read without them."""
    read: list[int] | None = getattr(row, f"{name}_ids", None)
    if read is None:
        read = list(getattr(row, name).values_list("pk", flat=True))
    return tuple(sorted(read))


def _with_below(department_ids: tuple[int, ...]) -> tuple[int, ...]:
    """Return departments and all below them. No query for none, else one and one for each."""
    found: set[int] = set()
    for department in Department.objects.filter(pk__in=department_ids) if department_ids else ():
        below = Department.objects.filter(path__startswith=department.path)
        found.update(below.values_list("pk", flat=True))
    return tuple(sorted(found))


@receiver([post_save, post_delete], sender=Row)
def _row_written(**_: object) -> None:
    """Let a changed rule hold from the next page on."""
    changed()


def _reference_written(*, action: str, **_: object) -> None:
    if action.startswith("post_"):
        changed()


for _field in Row._meta.many_to_many:
    m2m_changed.connect(_reference_written, sender=getattr(Row, _field.name).through)
