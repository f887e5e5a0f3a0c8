"""The words of the rules: kinds, groups of shoppers, times of day."""

from __future__ import annotations

import enum

from django.utils.translation import gettext_lazy as _


class RuleKind(enum.StrEnum):
    """What a rule does with the products it is about."""

    FILTER = "filter"
    ONLY = "only"
    BOOST = "boost"
    BURY = "bury"
    RERANK = "rerank"
    QUOTA = "quota"
    PIN = "pin"


class Segment(enum.StrEnum):
    """Groups of shoppers, told apart by what the shop knows of them at this moment."""

    GUEST = "guest"
    SIGNED_IN = "signed_in"
    STRANGER = "stranger"
    BROWSER = "browser"
    CUSTOMER = "customer"
    REGULAR = "regular"


REGULAR_FROM = 5
"""Different products bought before somebody counts as a regular."""


class Group(enum.StrEnum):
    """What a quota counts."""

    DEPARTMENT = "department"
    BRAND = "brand"


class SortKey(enum.StrEnum):
    """By what a rule may put products in order."""

    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    BEST_RATED = "best_rated"
    MOST_POPULAR = "most_popular"


class Device(enum.StrEnum):
    """What the page is looked at with."""

    PHONE = "phone"
    COMPUTER = "computer"


class Days(enum.StrEnum):
    """Days of the week, as far as a shop tells them apart."""

    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"


KIND_LABELS = {
    RuleKind.FILTER: _("leave out"),
    RuleKind.ONLY: _("show nothing else"),
    RuleKind.BOOST: _("move up"),
    RuleKind.BURY: _("move to the end"),
    RuleKind.RERANK: _("put in order"),
    RuleKind.QUOTA: _("limit how many"),
    RuleKind.PIN: _("pin to a place"),
}
SEGMENT_LABELS = {
    Segment.GUEST: _("not signed in"),
    Segment.SIGNED_IN: _("signed in"),
    Segment.STRANGER: _("new: nothing looked at or bought"),
    Segment.BROWSER: _("looked around, bought nothing yet"),
    Segment.CUSTOMER: _("bought something"),
    Segment.REGULAR: _("bought five products or more"),
}
GROUP_LABELS = {Group.DEPARTMENT: _("of one department"), Group.BRAND: _("of one brand")}
SORT_LABELS = {
    SortKey.NEWEST: _("newest first"),
    SortKey.CHEAPEST: _("cheapest first"),
    SortKey.DEAREST: _("dearest first"),
    SortKey.BEST_RATED: _("best rated first"),
    SortKey.MOST_POPULAR: _("most popular first"),
}
DEVICE_LABELS = {Device.PHONE: _("phone"), Device.COMPUTER: _("computer or tablet")}
DAYS_LABELS = {Days.WEEKDAYS: _("Monday to Friday"), Days.WEEKEND: _("Saturday and Sunday")}
