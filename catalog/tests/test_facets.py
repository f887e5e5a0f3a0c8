"""The counts beside the filters are true: the same as counting products one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import arrangements, facet_words
from catalog.facets import MAX_FACETS, MAX_NUMBERS, Counts, Facet
from catalog.listing import PAGE_SIZE, Listing, listing
from catalog.models import Attribute, Product, ProductAttribute
from catalog.narrowing import Everything
from catalog.ranges import Range
from catalog.selection import NoSuchPage, Selection
from catalog.tests.factories import make_department, make_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BRANDS = ("Kobo", "Mori", "Sable")
MATERIALS = ("Oak", "Steel", "Linen")
WIDTHS = (10.0, 12.5, 30.0)


def selection(address: str) -> Selection:
    """Read what an address asks for."""
    return Selection.read(QueryDict(address), currency="EUR")


def count(address: str = "") -> Counts:
    """Count the whole visible shop."""
    return shop(address).counts


def shop(address: str = "") -> Listing:
    """Open a list of the whole visible shop, as if it were the first time."""
    arrangements.forget()
    return listing(
        lambda _: Everything(),
        subject="test",
        selection=selection(address),
        currency="EUR",
        now=NOW,
    )


def counted(facet: Facet) -> dict[str, int]:
    """Return the count beside each value."""
    return {choice.value: choice.count for choice in facet.choices}


def facet_named(counts: Counts, name: str) -> Facet:
    """Return one facet of a page."""
    return next(facet for facet in counts.facets if facet.name == name)


def stock_shelves(how_many: int, *, seed: int) -> list[Product]:
    """Fill the shop with products that differ in everything that can be filtered."""
    dice = random.Random(seed)
    return [
        make_product(
            f"Thing {number}",
            brand=dice.choice(("", *BRANDS)),
            price_minor=dice.choice((500, 999, 1000, 2500)),
            on_hand=dice.choice((0, 3)),
            ratings=dice.choice(((), (2,), (3, 4), (5, 4), (5,))),
            attributes={
                "Material": dice.choice(MATERIALS),
                **({"Width": dice.choice(WIDTHS)} if dice.random() < 0.7 else {}),
                **({"Washable": dice.random() < 0.5} if dice.random() < 0.5 else {}),
            },
        )
        for number in range(how_many)
    ]


def passes(product: Product, wish: Selection, *, ignoring: str = "") -> bool:
    """Decide by hand whether a product fits all filters but one."""
    values = {row.attribute.code: row.value for row in product.attribute_values.all()}

    def has_one_of(code: str, wanted: Sequence[str]) -> bool:
        value = values.get(code)
        if isinstance(value, bool):
            return ("yes" if value else "no") in wanted
        return value is not None and str(value).removesuffix(".0") in wanted

    def is_between(code: str) -> bool:
        bounds, value = wish.ranges.get(code), values.get(code)
        if bounds is None or not isinstance(value, float):
            return False
        return (bounds.low is None or value >= bounds.low) and (
            bounds.high is None or value <= bounds.high
        )

    asked = {code: wish.values.get(code, ()) for code in {*wish.values, *wish.ranges}}
    checks = {
        "brand": not wish.brands
        or (product.brand is not None and product.brand.slug in wish.brands),
        "price": (wish.price_from is None or product.price_minor >= wish.price_from)
        and (wish.price_to is None or product.price_minor <= wish.price_to),
        "rating": wish.rating is None
        or (product.rating_average is not None and product.rating_average >= wish.rating),
        "in_stock": not wish.in_stock or product.is_in_stock,
        **{
            f"a.{code}": has_one_of(code, wanted) or is_between(code)
            for code, wanted in asked.items()
        },
    }
    return all(ok for name, ok in checks.items() if name != ignoring)


def random_address(dice: random.Random) -> str:
    """Ask for a few things at once, sometimes several values of the same."""
    parts = []
    for name, values in (
        ("brand", ("kobo", "mori", "sable")),
        ("a.material", MATERIALS),
        ("a.width", ("10", "12.5", "30")),
        ("a.washable", ("yes", "no")),
    ):
        if dice.random() < 0.4:
            parts += [f"{name}={value}" for value in dice.sample(values, dice.randint(1, 2))]
    for end, widths in (("from", ("0", "10", "12.5", "11")), ("to", ("9", "12,5", "30", "29.99"))):
        parts += [f"a.width.{end}={dice.choice(widths)}"] if dice.random() < 0.25 else []
    parts += ["in_stock=1"] if dice.random() < 0.3 else []
    parts += [f"rating={dice.choice((2, 3, 4))}"] if dice.random() < 0.3 else []
    parts += [f"price_from={dice.choice(('5', '9.99', '10.01'))}"] if dice.random() < 0.3 else []
    parts += [f"price_to={dice.choice(('9.99', '10', '30'))}"] if dice.random() < 0.3 else []
    return "&".join(parts)


def test_counts_equal_a_count_by_hand_for_random_filters() -> None:
    stock_shelves(60, seed=11)
    products = list(
        Product.objects.select_related("brand").prefetch_related("attribute_values__attribute")
    )
    dice = random.Random(12)

    for _ in range(500):
        address = random_address(dice)
        wish = selection(address)
        counts = count(address)

        def fitting(facet: str, wish: Selection = wish) -> list[Product]:
            return [product for product in products if passes(product, wish, ignoring=facet)]

        assert counts.total == len(fitting("")), address
        assert counts.in_stock == sum(p.is_in_stock for p in fitting("in_stock")), address
        prices = [p.price_minor for p in fitting("price")]
        assert (counts.price_low, counts.price_high) == (
            (min(prices), max(prices)) if prices else (None, None)
        ), address
        for facet in counts.facets:
            if facet.range is not None:
                widths = [w for w in map(width_of, fitting(facet.name)) if w is not None]
                there = (min(widths), max(widths)) if widths else None
                said = (facet.range.low, facet.range.high)
                assert said == (("", "") if there is None else tuple(f"{w:g}" for w in there))
            for choice in facet.choices:
                alone = _only(facet.name, choice.value)
                by_hand = [p for p in fitting(facet.name) if passes(p, alone)]
                assert choice.count == len(by_hand), (address, facet.name, choice)


def width_of(product: Product) -> float | None:
    """Return how wide a product is, where it says so."""
    rows = product.attribute_values.all()
    return next((row.number for row in rows if row.attribute.code == "width"), None)


def _only(name: str, value: str) -> Selection:
    return selection(f"{name}={value}")


def test_the_list_holds_exactly_what_was_counted() -> None:
    stock_shelves(60, seed=21)
    dice = random.Random(22)

    for _ in range(40):
        address = random_address(dice)
        wish = selection(address)
        page = shop(address)

        by_hand = sorted(p.pk for p in Product.objects.all() if passes(p, wish))
        assert page.counts.total == len(by_hand)
        assert len(page.products) == min(PAGE_SIZE, len(by_hand))
        assert {product.pk for product in page.products} <= set(by_hand)


def test_values_of_one_facet_add_up_and_facets_narrow_each_other() -> None:
    make_product("Oak mug", brand="Kobo", attributes={"Material": "Oak"})
    make_product("Steel mug", brand="Kobo", attributes={"Material": "Steel"})
    make_product("Oak bowl", brand="Mori", attributes={"Material": "Oak"})

    both = count("a.material=Oak&a.material=Steel")
    narrowed = count("a.material=Oak&brand=kobo")

    assert both.total == 3
    assert narrowed.total == 1
    assert counted(facet_named(narrowed, "brand")) == {"kobo": 1, "mori": 1}
    assert counted(facet_named(narrowed, "a.material")) == {"Oak": 1, "Steel": 1}


def test_a_value_without_products_stays_in_sight_and_cannot_be_chosen() -> None:
    make_product("Oak mug", brand="Kobo", attributes={"Material": "Oak"})
    make_product("Steel bowl", brand="Mori", attributes={"Material": "Steel"})

    materials = facet_named(count("brand=kobo"), "a.material")

    steel = next(choice for choice in materials.choices if choice.value == "Steel")
    assert (steel.count, steel.is_available) == (0, False)


def test_a_chosen_value_without_products_can_be_unchosen() -> None:
    make_product("Oak mug", brand="Kobo", attributes={"Material": "Oak"})
    make_product("Steel bowl", brand="Mori", attributes={"Material": "Steel"})

    materials = facet_named(count("brand=kobo&a.material=Steel"), "a.material")

    steel = next(choice for choice in materials.choices if choice.value == "Steel")
    assert (steel.count, steel.is_selected, steel.is_available) == (0, True, True)


def test_a_facet_with_one_answer_asks_nothing() -> None:
    make_product("Mug", brand="Kobo", attributes={"Material": "Oak"})
    make_product("Bowl", brand="Kobo", attributes={"Material": "Oak"})

    assert [facet.name for facet in count().facets] == []


def test_numbers_stand_in_their_order_with_their_unit() -> None:
    for width in (30.0, 2.5, 10.0):
        make_product("Tray", attributes={"Width": width})
    Attribute.objects.update(unit="cm", kind="number")
    facet_words.words.forget()

    widths = facet_named(count(), "a.width")

    assert [(choice.value, choice.label) for choice in widths.choices] == [
        ("2.5", "2.5 cm"), ("10", "10 cm"), ("30", "30 cm"),
    ]  # fmt: skip


def test_from_and_to_let_through_what_lies_between_and_widen_with_values() -> None:
    for width in (5.0, 10.0, 12.5, 30.0):
        make_product(f"Tray {width:g}", attributes={"Width": width})
    make_product("Round tray")

    between = count("a.width.from=10&a.width.to=12,5")
    widths = facet_named(between, "a.width")

    assert between.total == 2
    assert counted(widths) == {"5": 1, "10": 1, "12.5": 1, "30": 1}
    assert (widths.selected_count, widths.range) == (
        1,
        Range("5", "30", "", "10", "12.5", "10 – 12.5"),
    )
    assert count("a.width.from=10&a.width.to=12.5&a.width=30").total == 3
    assert count("a.width.from=31").total == 0
    assert count("a.width.to=9").total == 1
    assert count("a.width.from=abc&a.width.to=").total == 5
    assert count("a.depth.from=1").total == 5


def test_bounds_are_asked_of_measured_attributes_alone() -> None:
    make_product("Mug", attributes={"Material": "10"})
    make_product("Bowl", attributes={"Material": "20"})

    counts = count("a.material.from=15")

    assert counts.total == 2
    assert facet_named(counts, "a.material").range is None


def test_low_and_high_are_those_that_all_other_filters_let_through() -> None:
    make_product("Small tray", brand="Kobo", attributes={"Width": 5.0})
    make_product("Tray", brand="Kobo", attributes={"Width": 10.0})
    make_product("Large tray", brand="Mori", attributes={"Width": 1_250_000.0})

    widths = facet_named(count("brand=kobo&a.width.from=7"), "a.width").range

    assert widths is not None
    assert (widths.low, widths.high) == ("5", "10")
    assert (large := facet_named(count(), "a.width").range) is not None
    assert large.high == "1250000"


def test_of_many_numbers_the_most_frequent_are_drawn_and_all_are_reached() -> None:
    for width in range(40):
        make_product("Tray", attributes={"Width": float(width)})
    make_product("Tray of the usual width", attributes={"Width": 39.0})

    widths = facet_named(count("a.width=38"), "a.width")

    assert len(widths.choices) == MAX_NUMBERS
    assert [choice.value for choice in widths.shown][:2] == ["38", "0"]
    assert counted(widths)["39"] == 2
    assert count("a.width.from=1").total == 40


def test_a_number_that_came_since_lies_between_even_for_a_process_that_does_not_know_it() -> None:
    tray = make_product("Tray", attributes={"Width": 5.0})
    make_product("Large tray", attributes={"Width": 50.0})
    count()

    ProductAttribute.objects.filter(product=tray).update(number=12.0)

    assert count("a.width.from=10&a.width.to=20").total == 1


def test_words_from_before_an_attribute_was_measured_stay_values() -> None:
    make_product("Tray", attributes={"Width": "wide"})
    make_product("Large tray", attributes={"Width": "20"})
    Attribute.objects.update(kind="number")
    facet_words.words.forget()

    widths = facet_named(count("a.width.from=10"), "a.width")

    assert [(choice.value, choice.label) for choice in widths.choices] == [
        ("20", "20"),
        ("wide", "wide"),
    ]
    assert count("a.width.from=10").total == 1


def test_facets_that_most_products_answer_come_first_unless_staff_put_them_in_order() -> None:
    for number in range(3):
        some = {"Zest": ("Mild", "Hot")[number % 2]} if number < 2 else {}
        make_product("Mug", attributes={"Age": str(number % 2), "Yarn": str(number % 2), **some})

    def names() -> list[str]:
        return [facet.title for facet in count().facets]

    assert names() == ["Age", "Yarn", "Zest"]
    make_product("Cup", attributes={"Yarn": "1"})
    assert names() == ["Yarn", "Age", "Zest"]
    Attribute.objects.exclude(name="Zest").update(position=1)
    facet_words.words.forget()
    assert names() == ["Zest", "Yarn", "Age"]


def test_of_many_facets_those_stay_that_most_products_answer() -> None:
    rare = {f"A{number}": 2 for number in range(MAX_FACETS)}
    for number in range(6):
        given = {name: str(number % 2) for name, least in rare.items() if number < least}
        make_product("Mug", attributes={"Zest": str(number % 2), **given})

    titles = [facet.title for facet in count().facets]

    assert titles == ["Zest", *(f"A{number}" for number in range(MAX_FACETS - 1))]


def test_one_query_counts_and_one_reads_the_cards(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stock_shelves(30, seed=31)
    address = "brand=kobo&brand=mori&a.material=Oak&a.material=Steel&price_to=30"
    shop(address)  # reads the snapshots of brands and filter values

    with django_assert_num_queries(2):
        page = shop(address)
        [product.brand.name if product.brand else "" for product in page.products]


def test_pages_divide_the_list_without_overlap() -> None:
    kitchen = make_department("Kitchen")
    for number in range(PAGE_SIZE + 3):
        make_product(f"Mug {number}", department=kitchen)

    first, second = (shop(f"page={page}") for page in (1, 2))

    assert (len(first.products), len(second.products)) == (PAGE_SIZE, 3)
    assert not {p.pk for p in first.products} & {p.pk for p in second.products}
    assert (first.page_count, first.next_url, first.previous_url) == (2, "?page=2", "")
    assert (second.next_url, second.previous_url, second.shown_count) == ("", "?", PAGE_SIZE + 3)


def test_a_page_behind_the_last_is_refused() -> None:
    make_product("Mug")

    with pytest.raises(NoSuchPage):
        shop("page=2")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["B", "C", "A"]),
        ("price", ["A", "B", "C"]),
        ("price-down", ["C", "B", "A"]),
        ("newest", ["A", "C", "B"]),
        ("rating", ["C", "A", "B"]),
        ("nonsense", ["B", "C", "A"]),
    ],
)
def test_sort_orders_the_list(sort: str, order: list[str]) -> None:
    day = {
        name: datetime(2026, 1, number, tzinfo=UTC)
        for name, number in (("A", 9), ("B", 1), ("C", 5))
    }
    make_product("A", price_minor=100, popularity=1.0, published_at=day["A"], ratings=(3,))
    make_product("B", price_minor=200, popularity=9.0, published_at=day["B"])
    make_product("C", price_minor=300, popularity=5.0, published_at=day["C"], ratings=(5,))

    page = shop(f"sort={sort}")

    assert [product.title for product in page.products] == order


def test_a_new_value_is_counted_at_once_even_by_a_process_that_does_not_know_it() -> None:
    mug = make_product("Mug", attributes={"Material": "Oak"})
    make_product("Bowl", attributes={"Material": "Steel"})
    count()

    ProductAttribute.objects.filter(product=mug).update(text="Linen")

    assert counted(facet_named(count(), "a.material")) == {"Linen": 1, "Steel": 1}


def test_an_attribute_that_becomes_a_filter_is_counted_and_one_that_ceases_is_not() -> None:
    make_product("Mug", attributes={"Material": "Oak"})
    make_product("Bowl", attributes={"Material": "Steel"})
    material = Attribute.objects.get()

    material.is_facet = False
    material.save()
    assert count().facets == ()

    material.is_facet = True
    material.save()
    assert counted(facet_named(count(), "a.material")) == {"Oak": 1, "Steel": 1}


def test_a_value_nobody_has_finds_nothing_and_an_unknown_attribute_counts_as_not_asked() -> None:
    make_product("Mug", attributes={"Material": "Oak"})

    assert count("a.material=Gold").total == 0
    assert count("a.colour=Red").total == 1
