"""Verdicts in words: for shoppers beside their code, for staff in the dry run."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.money import Money
from catalog.templatetags.money import money
from orders.promotions.words import Reason, Verdict

SENTENCES: Mapping[Reason, str | Promise] = {
    Reason.APPLIED: gettext_lazy("It applies."),
    Reason.SWITCHED_OFF: gettext_lazy("It is switched off."),
    Reason.NOT_STARTED: gettext_lazy("It has not started yet."),
    Reason.ENDED: gettext_lazy("It has ended."),
    Reason.OTHER_CURRENCY: gettext_lazy("It is for another currency."),
    Reason.OTHER_MARKET: gettext_lazy("It is for another market."),
    Reason.OTHER_CHANNEL: gettext_lazy("It is for another way of buying."),
    Reason.COUPON_MISSING: gettext_lazy("It needs a code."),
    Reason.NOT_IN_GROUP: gettext_lazy("It is for other customers."),
    Reason.NOT_FIRST_ORDER: gettext_lazy("It is for a first order only."),
    Reason.USED_UP: gettext_lazy("It is used up."),
    Reason.USED_BY_CUSTOMER: gettext_lazy("You have used it as often as possible."),
    Reason.NO_MATCHING_ARTICLES: gettext_lazy("It is for other articles."),
    Reason.NO_EFFECT: gettext_lazy("It changes nothing for these articles."),
}


def sentence(verdict: Verdict, *, currency: str) -> str:
    """Say in one sentence why a promotion applied or did not."""
    if verdict.reason is Reason.BELOW_MINIMUM:
        missing = money(Money(int(verdict.detail), currency))
        return _("Articles for %(missing)s more are needed.") % {"missing": missing}
    if verdict.reason is Reason.TOO_FEW_UNITS:
        return _("%(missing)s more are needed.") % {"missing": verdict.detail}
    if verdict.reason is Reason.EXCLUDED:
        return _("It cannot be combined with “%(winner)s”.") % {"winner": verdict.detail}
    return str(SENTENCES[verdict.reason])
