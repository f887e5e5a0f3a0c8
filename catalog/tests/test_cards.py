"""Cards and other drawn parts are kept, and never stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from catalog import drawings
from catalog.facet_markup import facet_groups
from catalog.facets import Choice, Facet
from catalog.models import Product
from catalog.models.product import address_of
from catalog.templatetags.cards import NEW_FOR, rendered
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Begin and end with nothing drawn."""
    drawings.forget()
    yield
    drawings.forget()


def card(product: Product) -> str:
    """Read the product as a list does and draw it."""
    return str(rendered(Product.objects.cards().get(pk=product.pk)))


def test_a_card_shows_what_one_must_know() -> None:
    lamp = make_product(
        "Desk lamp", brand="Mori", price_minor=800, compare_at_minor=1000, ratings=(4, 5)
    )

    html = card(lamp)

    for part in (
        "Desk lamp",
        "Mori",
        "€8.00",
        "€10.00",
        "−20&nbsp;%",
        "4.5",
        "(2)",
        lamp.get_absolute_url(),
    ):
        assert part in html, part
    assert "Sold out" not in html


def test_an_unchanged_card_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = make_product("Desk lamp")
    first = card(lamp)
    monkeypatch.setattr(drawings, "render_to_string", _refuse)

    assert card(lamp) == first


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"title": "Floor lamp"}, "Floor lamp"),
        ({"slug": "elsewhere"}, "/p/elsewhere/"),
        ({"price_minor": 1234}, "€12.34"),
        ({"currency": "USD"}, "$10.00"),
        ({"is_in_stock": False}, "Sold out"),
        ({"has_price_range": True}, "From"),
        ({"rating_average": "3.50", "rating_count": 9}, "(9)"),
        ({"picture": "other.svg"}, "other.svg"),
        ({"picture": "other.svg", "picture_alt": "A lamp from above"}, "A lamp from above"),
    ],
)
def test_every_fact_that_changes_shows_at_once(change: dict[str, object], shown: str) -> None:
    lamp = make_product("Desk lamp")
    assert shown not in card(lamp)

    Product.objects.filter(pk=lamp.pk).update(**change)

    assert shown in card(lamp)


def test_a_renamed_brand_shows_at_once() -> None:
    lamp = make_product("Desk lamp", brand="Mori")
    card(lamp)

    lamp.brand.name = "Sable"
    lamp.brand.save()

    assert "Sable" in card(lamp)


def test_a_card_in_another_language_is_another_card() -> None:
    lamp = make_product("Desk lamp", price_minor=123456)
    english = card(lamp)

    with override("de"):
        german = card(lamp)

    assert "€1,234.56" in english
    assert "1.234,56\xa0€" in german


def test_the_template_runs_once_for_cards_of_one_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    card(make_product("Desk lamp", brand="Mori", price_minor=800, compare_at_minor=1000))
    table, plain = make_product("Table", brand="Sable", price_minor=900, compare_at_minor=1200), make_product("Plain")  # fmt: skip
    monkeypatch.setattr(drawings, "render_to_string", _refuse)

    html = card(table)

    for part in ("Table", "Sable", "€9.00", "€12.00", "−25&nbsp;%", f'data-item="{table.pk}"'):
        assert part in html, part
    assert "Mori" not in html
    with pytest.raises(AssertionError, match="drawn twice"):
        card(plain)


def test_texts_of_a_card_are_never_markup_nor_places() -> None:
    odd = '<b> 100 % "%(price)s" {{ x }} \ue000'
    lamp = make_product("Desk lamp", brand="Mori")
    lamp.brand.name = "\ue001%s"
    lamp.brand.save()
    Product.objects.filter(pk=lamp.pk).update(title=odd, picture="a.svg", picture_alt=odd)

    html = card(lamp)

    written = "&lt;b&gt; 100 % &quot;%(price)s&quot; {{ x }} \ue000"
    assert html.count(written) == 2
    assert f'alt="{written}"' in html
    assert '<p class="product-card__brand">\ue001%s</p>' in html


def test_a_product_is_new_for_a_month() -> None:
    now = timezone.now()
    fresh = make_product("Fresh", published_at=now - NEW_FOR + timedelta(minutes=1))
    known = make_product("Known", published_at=now - NEW_FOR - timedelta(minutes=1))

    assert "badge--new" in card(fresh)
    assert "badge--new" not in card(known)


def test_a_card_of_a_slate_says_which() -> None:
    lamp = Product.objects.cards().get(pk=make_product("Desk lamp").pk)
    template = Template('{% load cards %}{% product_card product slate="abc" position=0 %}')

    html = template.render(Context({"product": lamp}))

    assert 'data-slate="abc" data-position="0"' in html


def test_what_is_kept_does_not_grow_for_ever_and_what_is_in_use_stays() -> None:
    kept = drawings.Generations(3)
    kept.keep("in use", SafeString("drawn once"))

    for number in range(20):
        kept.keep(number, SafeString(str(number)))
        assert kept.get("in use") == "drawn once"
        assert len(kept) <= 6

    assert kept.get(0) is None
    assert kept.get(19) == "19"
    kept.clear()
    assert kept.get("in use") is None


def test_answers_of_a_facet_are_escaped_and_counted_in_the_language_of_the_page() -> None:
    choices = (
        Choice('a"b', "<b>oak</b>", 1234, is_selected=True),
        Choice("ash", "ash", 0),
    )
    facet = Facet("a.wood", "Wood", choices)

    chosen, impossible = answers(facet)

    assert chosen == (
        '<label class="facet__choice"><input id="f-a.wood-a&quot;b" type="checkbox" name="a.wood" value="a&quot;b" checked> '
        '<span class="facet__label">&lt;b&gt;oak&lt;/b&gt;</span><span class="facet__count">1,234</span></label>'
    )
    assert impossible == (
        '<label class="facet__choice facet__choice--none"><input id="f-a.wood-ash" type="checkbox" name="a.wood" value="ash" disabled> '
        '<span class="facet__label">Ash</span><span class="facet__count">0</span></label>'
    )
    with override("de"):
        assert "1.234" in answers(facet)[0]
    assert 'type="radio"' in answers(Facet("rating", "Rating", choices))[0]


def test_a_facet_in_use_stands_open_and_folds_away_what_few_products_have() -> None:
    choices = (
        Choice("oak", "oak", 12, is_selected=True),
        *(Choice(f"wood {number}", f"wood {number}", 9 - number) for number in range(9)),
    )
    facets = [Facet("a.<i>", "What & how", choices)] * 2 + [Facet("a.b", "B", choices[1:3])] * 3

    html = facet_groups(facets)

    first, *_, last = html.split("<details id=")[1:]
    assert first.startswith('"facet-a.&lt;i&gt;"\nclass="facet" open>')
    assert '<span class="facet__chosen">1</span>' in first
    assert "What &amp; how" in first
    assert last.startswith('"facet-a.b"\nclass="facet">')
    assert "facet__chosen" not in last
    shown, folded = html.split("<summary>2 more</summary>")[:2]
    assert "wood 6" in shown
    assert "wood 7" not in shown
    assert [f"wood {number}" in folded.split("</details>")[0] for number in (6, 7, 8)] == [
        False,
        True,
        True,
    ]


def answers(facet: Facet) -> list[str]:
    """Return the markup of each answer, as it stands in the facet's own line."""
    return [line for line in facet_groups([facet]).splitlines() if line.startswith("<label")]


def test_an_address_is_the_one_of_the_product_page_and_odd_ones_are_refused() -> None:
    for slug in ("mug", "a-b_C-9", "-", "p-slug-p"):
        assert address_of(slug) == reverse("catalog:product", kwargs={"slug": slug})

    for odd in ("", "a/b", "größe", "mug\n"):
        with pytest.raises(NoReverseMatch):
            address_of(odd)


def _refuse(*_: object) -> str:
    raise AssertionError("drawn twice")
