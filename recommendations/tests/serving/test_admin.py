"""Staff promote and roll back with a look at the figures; nobody else does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from recommendations.admin import portrait
from recommendations.admin.portrait import Section
from recommendations.events import ids, log
from recommendations.events.log import Event
from recommendations.events.slate_log import LoggedSlate
from recommendations.registry import promotion
from recommendations.registry.models import Leaderboard, ModelStatus, ModelVersion
from recommendations.serving import words
from recommendations.tests.serving.tiny_shop import TinyShop
from recommendations.vocabulary import EventKind

LIST = "/admin/recommendations/modelversion/"


def signed_in(email: str, *rights: str, **fields: bool) -> Client:
    person = User.objects.create_user(email, **fields)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in("owner@example.com", is_staff=True, is_superuser=True)


@pytest.fixture
def versions(shop: TinyShop) -> tuple[ModelVersion, ModelVersion]:
    shop.train("one")
    shop.train("two")
    return ModelVersion.objects.get(version="one"), ModelVersion.objects.get(version="two")


Versions = tuple[ModelVersion, ModelVersion]


def test_list_shows_every_version_and_its_role(owner: Client, versions: Versions) -> None:
    html = owner.get(LIST).content.decode()

    assert re.findall(r">\s*(one|two)\s*</a>", html) == ["two", "one"]
    assert re.findall(r">\s*(live|previous)\s*<", html)[:2] == ["live", "previous"]


def test_detail_lays_figures_beside_the_live_one(owner: Client, versions: Versions) -> None:
    html = owner.get(f"{LIST}{versions[0].pk}/change/").content.decode()

    assert "Bought together · size" in html
    assert html.count("Bought together · time to train") == 1
    assert "co_purchase" not in html


def sections(version: ModelVersion) -> dict[str, Section]:
    return {section.title: section for section in portrait.sections(version, [])}


def test_detail_says_what_was_learned_and_how_much_better_it_is(versions: Versions) -> None:
    versions[0].metrics = {
        "buy_again": {
            "ndcg": 0.814,
            "ndcg_of_sources": 0.709,
            "shoppers_checked": 500.0,
            "rows": 5773.0,
            "covered": 1083.0,
            "bytes": 2048.0,
        },
        "search_order": {
            "ndcg": 0.6,
            "ndcg_of_usual_order": 0.55,
            "gain_low": 0.012,
            "gain_high": 0.088,
            "questions": 40.0,
        },
        "co_purchase": {"covered": 743.0, "rows": 15174.0, "bytes": 1024.0, "seconds": 0.016},
    }
    found = sections(versions[0])

    orders, ways = found["Learned orders"].table, found["Ways to propose products"].table
    assert orders is not None
    assert ways is not None
    assert orders.rows == [
        ["Order of “Buy again”", "0.814", "0.709", "+0.105", "500", "5,773"],
        ["Order of searches", "0.600", "0.550", "+0.050 (+0.012 – +0.088)", "40", "–"],
    ]
    assert ways.rows == [["Bought together", "743", "15,174", "1.0\xa0KB", "0.016 s"]]
    assert portrait.size(versions[0]) == "3.0\xa0KB"


def test_detail_names_features_and_settings_in_words(versions: Versions) -> None:
    versions[0].config = {
        "buy_again": {"trees": {"leaves": 31}, "feature_names": ["own_score", "due"]},
        "als": {"half_lives_days": [1.0, 7.0]},
    }
    found = sections(versions[0])

    read, settings = found["What the learned orders read"].table, found["How it was set up"].table
    assert read is not None
    assert settings is not None
    assert read.rows == [["Order of “Buy again”", "2", "own score, due"]]
    assert settings.rows == [
        ["Taste, by factors", "half lives days", "1.0, 7.0"],
        ["Order of “Buy again”", "trees · leaves", "31"],
    ]


def test_detail_shows_the_contest_that_was_held_while_it_served(versions: Versions) -> None:
    one, two = versions
    standing = {
        "carousel": "buy again", "verdict": "wins", "ours": 0.35, "rivals": 0.3, "rival": "own count",
        "difference": 0.05, "low": 0.04, "high": 0.06,
    }  # fmt: skip
    while_two = timezone.now()
    while_one = while_two - timedelta(days=1)
    for version, moment in ((one, while_one), (two, while_two)):
        version.promoted_at = moment
        version.save()
        Leaderboard.objects.create(
            measured_at=moment, task="orders", cut=moment, until=moment, shoppers=9,
            standings=[standing | {"ours": 0.31}] if moment == while_one else [standing],
        )  # fmt: skip

    table = sections(one)["Against trivial baselines"].table
    assert table is not None
    assert table.rows == [
        ["buy again", "ours wins", "0.310", "0.300 own count", "+0.050 (+0.040 – +0.060)"]
    ]
    newest = sections(two)["Against trivial baselines"].table
    assert newest is not None
    assert newest.rows[0][2] == "0.350"


def test_detail_says_who_serves_and_what_the_gate_found(owner: Client, versions: Versions) -> None:
    ModelVersion.objects.filter(pk=versions[0].pk).update(
        alias="", status=ModelStatus.REFUSED, verdict="Knows too little.\nals: was <not> trained"
    )

    live = owner.get(f"{LIST}{versions[1].pk}/change/").text
    refused = owner.get(f"{LIST}{versions[0].pk}/change/").text

    assert "Yes: every page asks this version." in live
    assert "Passed: every part is whole and answers soundly." in live
    assert "Refused: it cannot serve." in refused
    assert "<p>Knows too little.</p>" in refused
    assert "<p>als: was &lt;not&gt; trained</p>" in refused


@pytest.mark.parametrize(
    ("learned", "said"),
    [
        (None, "None: nobody has opened a product after searching yet."),
        ({"refused": []}, "Sure to be better than the usual order"),
        ({"refused": ["12 questions are too few"]}, "the usual order: 12 questions are too few."),
    ],
)
def test_detail_says_why_searches_keep_the_usual_order(
    owner: Client, versions: Versions, learned: dict[str, list[str]] | None, said: str
) -> None:
    versions[0].config = {} if learned is None else {"search_order": learned}
    versions[0].save()

    html = owner.get(f"{LIST}{versions[0].pk}/change/").content.decode()

    assert "learned order of searches" in html.lower()
    assert said in html


def test_promoting_asks_first_and_changes_nothing_by_asking(
    owner: Client, versions: Versions
) -> None:
    response = owner.get(f"{LIST}{versions[0].pk}/promote/")

    assert response.status_code == 200
    assert "Let one serve?" in response.content.decode()
    assert promotion.live_version() == "two"


def test_promoting_makes_the_version_live_and_is_written_down(
    owner: Client, versions: Versions
) -> None:
    response = owner.post(f"{LIST}{versions[0].pk}/promote/", follow=True)

    assert promotion.live_version() == "one"
    assert "one serves now" in response.content.decode()
    history = owner.get(f"{LIST}{versions[0].pk}/history/").content.decode()
    assert "one serves now" in history


def test_rolling_back_asks_first_then_changes_places(owner: Client, versions: Versions) -> None:
    assert "Go back to one?" in owner.get(f"{LIST}roll-back/").content.decode()
    assert promotion.live_version() == "two"

    owner.post(f"{LIST}roll-back/")

    assert promotion.live_version() == "one"
    assert ModelVersion.objects.get(alias="previous").version == "two"


def test_rolling_back_to_nothing_says_so(owner: Client, shop: TinyShop) -> None:
    shop.train("one")

    response = owner.post(f"{LIST}roll-back/", follow=True)

    assert "no previous version" in response.content.decode()
    assert promotion.live_version() == "one"


def test_refused_version_cannot_be_promoted(owner: Client, versions: Versions) -> None:
    one, _ = versions
    ModelVersion.objects.filter(pk=one.pk).update(
        alias="", status=ModelStatus.REFUSED, verdict="Knows too little."
    )
    address = f"{LIST}{one.pk}/promote/"

    assert "Knows too little." in owner.get(address).content.decode()
    owner.post(address)

    assert promotion.live_version() == "two"


@pytest.mark.parametrize(
    ("who", "rights", "expected"),
    [
        ("analyst", ("view_modelversion",), 403),
        ("merchandiser", ("view_modelversion", "change_modelversion"), 302),
    ],
)
def test_only_who_may_change_versions_may_promote(
    versions: Versions, who: str, rights: tuple[str, ...], expected: int
) -> None:
    client = signed_in(f"{who}@example.com", *rights, is_staff=True)

    response = client.post(f"{LIST}{versions[0].pk}/promote/")

    assert response.status_code == expected
    assert promotion.live_version() == ("one" if expected == 302 else "two")


@pytest.mark.parametrize("address", ["", "roll-back/", "1/promote/", "1/change/"])
def test_shoppers_are_sent_away(versions: Versions, address: str) -> None:
    shopper = signed_in("ada@example.com")

    assert shopper.post(f"{LIST}{address}").status_code in {302, 403}
    assert promotion.live_version() == "two"


@pytest.mark.parametrize("number", ["0", "moon"])
def test_unknown_version_is_not_found(owner: Client, number: str) -> None:
    assert owner.get(f"{LIST}{number}/promote/").status_code == 404


def test_event_log_can_be_searched_and_not_changed(owner: Client) -> None:
    now = timezone.now()
    event = Event(
        event_id=ids.new_event_id(now),
        happened_at=now,
        kind=EventKind.VIEW,
        user_id=7,
        item_id=4711,
        placement="somewhere",
    )
    log.record_now([event])
    address = "/admin/recommendations/event/"

    for term, is_found in (
        ("4711", True),
        ("u7", True),
        ("u8", False),
        ("12", False),
        ("x", False),
    ):
        html = owner.get(address, {"q": term}).content.decode()
        assert ("somewhere" in html) == is_found, term
    assert "somewhere" in owner.get(address, {"kind": "view"}).content.decode()
    assert "somewhere" not in owner.get(address, {"kind": "click"}).content.decode()
    assert owner.post(f"{address}{event.event_id}/change/", {}).status_code == 403
    assert owner.post(f"{address}{event.event_id}/delete/", {}).status_code == 403
    assert owner.get(f"{address}add/").status_code == 403


def test_events_and_slates_are_told_in_words(owner: Client, shop: TinyShop) -> None:
    now = timezone.now()
    log.record_now(
        [
            Event(
                event_id=ids.new_event_id(now),
                happened_at=now,
                kind=EventKind.EXPOSURE,
                item_id=1,
                placement="because_you_viewed",
            )
        ]
    )
    LoggedSlate.objects.create(
        slate_id=ids.new_event_id(now), happened_at=now, placement="buy_again", rung="blended",
        model_version="", rules_version="", record={},
    )  # fmt: skip

    events = owner.get("/admin/recommendations/event/").text
    slates = owner.get("/admin/recommendations/loggedslate/").text

    assert "seen in a row" in events
    assert "Because you viewed …" in events
    assert "because_you_viewed" not in events
    assert "Buy again" in slates
    assert "sources blended" in slates
    assert "buy_again" not in slates


@pytest.mark.django_db
def test_what_is_no_longer_known_keeps_its_name() -> None:
    assert words.placed("corner_shelf") == "corner_shelf"
    assert words.happened("purchase") == "bought"
    assert words.happened("sneeze") == "sneeze"
