"""What holds for every page: it can be read by everybody, it obeys the security policy, it asks the database little."""

from __future__ import annotations

import itertools
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.snapshots import Snapshot
from catalog.tests.factories import make_attribute
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import Element, page

PATHS = (
    "/", "/d/kitchen/", "/d/kitchen/?a.material=Oak", "/d/kitchen/?price_to=1", "/p/{mug}/", "/search/", "/search/?q=mug",
    "/search/?q=zzz", "/cart/", "/account/login/", "/account/signup/", "/account/password/reset/", "/account/privacy/",
)  # fmt: skip


@pytest.fixture(params=PATHS)
def root(request: pytest.FixtureRequest, client: Client, shop: Shop) -> Element:
    """Every page in turn."""
    return page(client.get(request.param.format(mug=shop.mug.slug)))


def test_it_has_one_main_heading_a_title_a_language_and_landmarks(root: Element) -> None:
    assert len(root.all("h1")) == 1
    assert (
        root.one("title").text not in {"", "Shelfwise"}
        or root.one("h1").text == "Things worth living with"
    )
    assert root.one("html")["lang"] == "en"
    assert root.one("meta", name="description")["content"]
    for landmark in ("header", "main", "footer"):
        assert [
            element
            for element in root.all(landmark)
            if element.parent and element.parent.tag == "body"
        ], landmark


def test_the_first_link_leads_past_the_menu(root: Element) -> None:
    first = root.one("body").all("a")[0]

    assert (first.text, first["href"]) == ("Skip to content", "#content")
    assert root.one("main")["id"] == "content"


def test_every_control_has_a_name(root: Element) -> None:
    labelled = {label["for"] for label in root.all("label") if "for" in label.attributes}
    for control in root.all("input") + root.all("select") + root.all("textarea"):
        if control.attributes.get("type") == "hidden":
            continue
        inside = _has_ancestor(control, "label")
        assert (
            inside or "aria-label" in control.attributes or control.attributes.get("id") in labelled
        ), control
    for element in root.all("a") + root.all("button"):
        pictures = [image["alt"] for image in element.all("img")]
        assert element.text or any(pictures) or element.attributes.get("aria-label"), (
            element.attributes
        )


def test_every_picture_has_a_description_and_reserves_its_place(root: Element) -> None:
    for image in root.all("img"):
        assert {"alt", "width", "height"} <= image.attributes.keys()


def test_ids_are_unique_and_references_exist(root: Element) -> None:
    ids = [element["id"] for element in root.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids)), [id_ for id_ in ids if ids.count(id_) > 1]
    for element in root.all():
        for name in ("for", "popovertarget", "form", "aria-labelledby", "aria-describedby"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, (name, target)


def test_headings_do_not_skip_a_level(root: Element) -> None:
    levels = [int(element.tag[1]) for element in root.all() if re.fullmatch("h[1-6]", element.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels


def test_nothing_inline_runs_or_styles(root: Element) -> None:
    for element in root.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if re.match(r"on[a-z]+$", name)]
    for script in root.all("script"):
        # Data for search engines is no script: nothing runs it.
        assert "src" in script.attributes or script.attributes["type"] == "application/ld+json"
    assert not root.all("style")


def test_every_form_that_changes_something_carries_a_token(root: Element) -> None:
    for form in root.all("form", method="post"):
        if (
            form.attributes.get("action") == "/language/"
        ):  # the same for everybody; forged, it changes a language
            continue
        assert form.all("input", name="csrfmiddlewaretoken"), form.attributes


@pytest.mark.parametrize(
    ("path", "budget"),
    [("/", 10), ("/d/kitchen/", 9), ("/d/kitchen/?a.material=Oak&brand=kobo&page=1", 9), ("/p/{mug}/", 9), ("/search/?q=mug", 9), ("/search/?q=zzzz", 13), ("/account/privacy/", 5)],
)  # fmt: skip
def test_the_query_budget_holds_in_a_process_that_just_opened_and_for_people_with_a_past(
    signed_in: Client, shop: Shop, path: str, budget: int
) -> None:
    for number in range(12):
        make_attribute(f"Property {number}")
    path = path.format(mug=shop.mug.slug)
    Snapshot.read_at_opening()

    with CaptureQueriesContext(connection) as queries:
        assert signed_in.get(path).status_code == 200

    assert len(queries) <= budget, [(query["sql"] or "prepared")[:150] for query in queries]


def _has_ancestor(element: Element, tag: str) -> bool:
    above = element.parent
    while above is not None:
        if above.tag == tag:
            return True
        above = above.parent
    return False
