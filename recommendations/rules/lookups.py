"""Conditions that candidates cannot answer themselves, answered once for the whole catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from django.db import connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product, ProductAttribute, Variant
from recommendations.rules.rule import Aim, ItemIds, Rule, Tagged


def looked_up(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules with the products that meet their further conditions. One query for each that has some, one for all tags."""
    found = [_with_aim(rule) for rule in rules]
    asked = {each for rule in found if rule.of_class is not None for each in rule.of_class.tags}
    tagged = _tagged(tuple(sorted(asked))) if asked else {}
    return [_with_tags(rule, tagged) for rule in found]


def _with_aim(rule: Rule) -> Rule:
    if not rule.aim.is_looked_up:
        return rule
    found = _products(rule.aim).order_by("pk").values_list("pk", flat=True).distinct()
    return replace(rule, looked_up=np.fromiter(found, np.int64))


def _products(aim: Aim) -> QuerySet[Product]:
    products: QuerySet[Product] = Product.objects.all()
    if aim.attribute:
        products = products.filter(pk__in=_with_attribute(aim))
    if aim.tags:
        products = products.filter(tags__overlap=list(aim.tags))
    if aim.stock_from is not None or aim.stock_to is not None:
        units = Coalesce(Sum("variants__stock__on_hand", filter=Q(variants__is_active=True)), 0)
        products = products.annotate(units=units)
        if aim.stock_from is not None:
            products = products.filter(units__gte=aim.stock_from)
        if aim.stock_to is not None:
            products = products.filter(units__lte=aim.stock_to)
    if aim.margin_from is not None or aim.margin_to is not None:
        products = products.filter(pk__in=_with_margin(aim))
    return products


def _with_attribute(aim: Aim) -> QuerySet[ProductAttribute, int]:
    values = list(aim.attribute_values)
    numbers = [float(value) for value in values if _is_number(value)]
    truths = [value == "yes" for value in values if value in {"yes", "no"}]
    return ProductAttribute.objects.filter(
        Q(text__in=values) | Q(number__in=numbers) | Q(boolean__in=truths),
        attribute__code=aim.attribute,
    ).values_list("product_id", flat=True)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _with_margin(aim: Aim) -> QuerySet[Variant, int]:
    """Return products with a variant whose price leaves such a margin over what it costs the shop."""
    variants = Variant.objects.filter(is_active=True, cost_minor__isnull=False, price_minor__gt=0)
    margin = (F("price_minor") - F("cost_minor")) * 100.0 / F("price_minor")
    variants = variants.annotate(margin=margin)
    if aim.margin_from is not None:
        variants = variants.filter(margin__gte=aim.margin_from)
    if aim.margin_to is not None:
        variants = variants.filter(margin__lte=aim.margin_to)
    return variants.values_list("product_id", flat=True)


def _with_tags(rule: Rule, tagged: Tagged) -> Rule:
    beginnings = rule.of_class.tags if rule.of_class is not None else ()
    mine = {tag: ids for tag, ids in tagged.items() if beginnings and tag.startswith(beginnings)}
    return replace(rule, tagged=mine) if mine else rule


def _tagged(beginnings: tuple[str, ...]) -> Tagged:
    """Return the products of every tag that begins so. One query."""
    found: dict[str, list[int]] = defaultdict(list)
    table = connection.ops.quote_name(Product._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tag, id FROM {table}, unnest(tags) AS tag"  # noqa: S608 - the name of our own table
            " WHERE tags <> '{}' AND lower(tag) LIKE ANY(%s) ORDER BY id",
            [[f"{beginning}%" for beginning in beginnings]],
        )
        for tag, item_id in cursor.fetchall():
            found[tag.lower()].append(item_id)
    return {tag: _ascending(item_ids) for tag, item_ids in found.items()}


def _ascending(item_ids: list[int]) -> ItemIds:
    return np.array(item_ids, np.int64)
