"""Opens a second and a third market beside the shop's own: pounds, and yen, which have no decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models.functions import Mod

from catalog.models import ListPrice, PriceList
from catalog.price_lists import fill
from orders.models import DeliveryMethod, Market

NOT_SOLD_EVERY = 10
"""In the last market every tenth product has no price, so that "not sold here" can be seen."""
HOME_NAME = "Europe"
"""Of the market that every shop has from the beginning: beside others, a place says more than the shop's name."""


@dataclass(frozen=True, slots=True)
class Abroad:
    """One more market of the demo; amounts are in minor units of its currency."""

    code: str
    name: str
    currency: str
    country: str
    rate: Decimal
    """Of one euro."""
    step_minor: int
    delivery_minor: int
    free_from_minor: int


UK = Abroad("uk", "United Kingdom", "GBP", "GB", Decimal("0.86"), 10, 450, 4_500)
JAPAN = Abroad("japan", "Japan", "JPY", "JP", Decimal(160), 10, 800, 8_000)


def open_markets(*, currency: str) -> int:
    """Open the markets whose prices follow from a shop in euros; return how many. Some ten queries."""
    if currency != "EUR":
        return 0
    Market.objects.filter(is_default=True).update(name=HOME_NAME)
    for place in (UK, JAPAN):
        prices = _open(place)
        fill(prices, currency=currency, rate=place.rate, step_minor=place.step_minor)
    everything = ListPrice.objects.filter(price_list=prices)
    everything.annotate(rest=Mod("variant__product_id", NOT_SOLD_EVERY)).filter(rest=0).delete()
    return 2


def _open(place: Abroad) -> PriceList:
    prices = PriceList.objects.create(code=place.code, name=place.name, currency=place.currency)
    Market.objects.create(
        code=place.code,
        name=place.name,
        currency=place.currency,
        countries=[place.country],
        home_country=place.country,
        price_list=prices,
    )
    DeliveryMethod.objects.create(
        code="standard",
        name="Standard delivery",
        description="By parcel to your door",
        currency=place.currency,
        countries=[place.country],
        price_minor=place.delivery_minor,
        free_from_minor=place.free_from_minor,
        days_min=3,
        days_max=5,
    )
    return prices
