"""One page of a list: the cards, the facets, the way on. Used by departments and by search."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from catalog import arrangements, card_rows
from catalog.columns import Columns
from catalog.facets import Counts
from catalog.models import Product
from catalog.money import Money
from catalog.narrowing import Scope, Shelves
from catalog.ranges import between, said
from catalog.search.answer import Found
from catalog.selection import ATTRIBUTE_PREFIX, RELEVANCE, SORTS, NoSuchPage, Selection
from catalog.templatetags.money import money

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chip, a page number or an order leads."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Listing:
    """Everything that a list page shows of its products."""

    products: list[Product]
    counts: Counts
    selection: Selection
    currency: str
    default_sort: str

    @property
    def sort_in_use(self) -> str:
        """The order that was asked for, or the usual one."""
        return self.selection.sort or self.default_sort

    @property
    def is_plain(self) -> bool:
        """Whether it is the first page as everybody finds it: no filter, no other order."""
        wish = self.selection
        return not (wish.is_filtered or wish.sort or wish.as_typed or wish.page > 1)

    @property
    def page_count(self) -> int:
        """How many pages the list has, at least one."""
        return max(1, -(-self.counts.total // PAGE_SIZE))

    @cached_property
    def chips(self) -> list[Link]:
        """One for each filter in use, leading to the list without it."""
        wish = self.selection
        labels = {
            (facet.name, choice.value): f"{facet.title}: {choice.label}"
            for facet in self.counts.facets
            for choice in facet.choices
            if choice.is_selected
        }
        found = [Link(self._label(pair, labels), self._url(without=[pair])) for pair in wish.chosen]
        for code, bounds in wish.range_bounds.items():
            found.append(Link(self._range_label(code), self._url(without=bounds)))
        if bounds := wish.price_bounds:
            found.append(Link(self._price_label(), self._url(without=bounds)))
        return found

    @property
    def clear_url(self) -> str:
        """The list without any filter."""
        return self._url(without=self.selection.narrowing)

    @property
    def pages(self) -> list[Link | None]:
        """Links to the first, the last and the neighbouring pages; None where some are left out."""
        page = self.selection.page
        numbers = sorted(
            {1, self.page_count, *range(max(1, page - 1), min(self.page_count, page + 1) + 1)}
        )
        found: list[Link | None] = []
        for index, number in enumerate(numbers):
            if index and number > numbers[index - 1] + 1:
                found.append(None)
            found.append(Link(str(number), self._url(page=number), number == page))
        return found

    @property
    def next_url(self) -> str:
        """The next page, or nothing."""
        return (
            self._url(page=self.selection.page + 1) if self.selection.page < self.page_count else ""
        )

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self._url(page=self.selection.page - 1) if self.selection.page > 1 else ""

    @property
    def shown_count(self) -> int:
        """How many products were shown up to and including this page."""
        return (self.selection.page - 1) * PAGE_SIZE + len(self.products)

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders on offer: parameter (none for the usual one), words, whether it is in use."""
        offered = {RELEVANCE: _("Best match")} if self.default_sort == RELEVANCE else {}
        return [
            ("" if name == self.default_sort else name, str(label), name == self.sort_in_use)
            for name, label in {**offered, **SORTS}.items()
        ]

    @property
    def price_from(self) -> str:
        """The lower price bound as typed, in major units."""
        return self._major(self.selection.price_from)

    @property
    def price_to(self) -> str:
        """The upper price bound as typed, in major units."""
        return self._major(self.selection.price_to)

    @property
    def price_low(self) -> str:
        """The lowest price there is, in major units."""
        return self._major(self.counts.price_low)

    @property
    def price_high(self) -> str:
        """The highest price there is, in major units."""
        return self._major(self.counts.price_high)

    def _major(self, minor: int | None) -> str:
        return "" if minor is None else str(Money(minor, self.currency).decimal)

    def _url(self, *, page: int = 1, without: list[tuple[str, str]] | None = None) -> str:
        return self.selection.address(currency=self.currency, page=page, without=without or ())

    def _label(self, pair: tuple[str, str], labels: dict[tuple[str, str], str]) -> str:
        name, value = pair
        if name == "rating":
            return _("%(stars)s stars and more") % {"stars": value}
        return _("In stock") if name == "in_stock" else labels.get(pair, value)

    def _range_label(self, code: str) -> str:
        name = f"{ATTRIBUTE_PREFIX}{code}"
        for facet in self.counts.facets:
            if facet.name == name and facet.range is not None:
                return f"{facet.title}: {facet.range.words}"
        return said(self.selection.ranges[code])

    def _price_label(self) -> str:
        low, high = (
            None if minor is None else money(Money(minor, self.currency))
            for minor in (self.selection.price_from, self.selection.price_to)
        )
        return between(low, high)


def shelf_listing(
    shelf_ids: tuple[int, ...], *, selection: Selection, currency: str, now: datetime
) -> Listing:
    """Read one page of what stands on some shelves. One query, one more where the page is not kept.

    Raises: NoSuchPage: if the list does not go that far.
    """
    return listing(
        lambda _: Shelves(shelf_ids),
        subject=shelf_ids,
        selection=selection,
        currency=currency,
        now=now,
    )


def search_listing(found: Found, *, selection: Selection, currency: str, now: datetime) -> Listing:
    """Read one page of the answer to a question. One query, some more where the page is not kept.

    Raises: NoSuchPage: if the list does not go that far.
    """
    return listing(
        found.scope,
        subject=("search", found.typed.lower(), found.query.lower()),
        selection=selection,
        currency=currency,
        now=now,
        ids_first=found.ids,
        catalogue=found.catalogue,
    )


def listing(
    scope: Callable[[Columns], Scope],
    *,
    subject: Hashable,
    selection: Selection,
    currency: str,
    now: datetime,
    ids_first: Sequence[int] | None = None,
    catalogue: Columns | None = None,
) -> Listing:
    """Read one page of a scope; with ``ids_first`` these are the best matches, for whoever asks for no other order.

    Raises: NoSuchPage: if the list does not go that far.
    """
    usual = "popular" if ids_first is None else RELEVANCE
    sort = selection.sort or usual
    page = arrangements.arranged(
        scope,
        subject=subject,
        selection=selection,
        sort="popular" if sort == RELEVANCE else sort,
        page_size=PAGE_SIZE,
        now=now,
        ids_first=ids_first or () if sort == RELEVANCE else (),
        catalogue=catalogue,
    )
    start = (selection.page - 1) * PAGE_SIZE
    if start and start >= page.counts.total:
        raise NoSuchPage(str(selection.page))
    cards = card_rows.visible(page.item_ids, now=now)
    return Listing(cards, page.counts, selection, currency, usual)
