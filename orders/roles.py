"""Who of the staff may do what: four groups, kept in step with the models after every migration.

Staff may give a person more than one role, or single rights on top; the groups themselves are written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

APPS = frozenset({"catalog", "orders", "recommendations", "storefront"})


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may change, by app and model; everything of the four apps may be seen."""

    changes: Mapping[str, frozenset[str]]
    changes_all: bool = False


ROLES: Mapping[str, Rights] = {
    "Owner": Rights(changes={}, changes_all=True),
    "Merchandiser": Rights(
        changes={
            "catalog": frozenset(
                {"product", "variant", "picture", "document", "productattribute", "brand", "department", "attribute", "stock",
                 "pricelist", "listprice", "searchsynonym", "searchrule", "searchplace", "importupload"}
            ),
            "orders": frozenset({"promotion", "coupon", "sale"}),
            "recommendations": frozenset({"rule"}),
            "storefront": frozenset({"policy"}),
        }
    ),
    "Support": Rights(
        changes={
            "catalog": frozenset({"review"}),
            "orders": frozenset({"order", "payment", "return", "outboxmessage"}),
        }
    ),
    "Analyst": Rights(changes={}),
}  # fmt: skip


def assign(app_config: AppConfig, **kwargs: object) -> None:
    """Give the roles their rights on the models of an app; runs after its migration, any number of times."""
    if app_config.label not in APPS:
        return
    of_app = Permission.objects.filter(content_type__app_label=app_config.label)
    for name, rights in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = set(of_app.filter(_covers(rights, app_config.label)))
        has = set(group.permissions.filter(content_type__app_label=app_config.label))
        group.permissions.add(*(wanted - has))
        group.permissions.remove(*(has - wanted))


def _covers(rights: Rights, app: str) -> Q:
    seen = Q(codename__startswith="view_")
    if rights.changes_all:
        return Q()
    verbs = ("add", "change", "delete")
    models = rights.changes.get(app, frozenset())
    return seen | Q(codename__in=[f"{verb}_{model}" for model in models for verb in verbs])
