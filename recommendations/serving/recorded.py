"""The record of a slate as values again: what was known, what the shop said, what was proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from catalog.querysets import CARD_FIELDS
from recommendations.events.slate_log import LoggedSlate
from recommendations.serving.proposal import Proposal
from recommendations.serving.shelf import Facts, Shelf
from recommendations.vocabulary import Act, Context, ItemId, PersonKey, Purchase


def context_of(logged: LoggedSlate) -> Context:
    """Return what was known then; who it was stands in columns of its own."""
    told: dict[str, Any] = dict(logged.record["context"])
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}  # fmt: skip
    if "acts" in told:
        told["acts"] = tuple(
            Act(ItemId(item_id), at, bool(is_purchase), quantity)
            for item_id, at, is_purchase, quantity in told["acts"]
        )
    if "bought" in told:
        told["bought"] = tuple(Purchase(ItemId(item_id), days) for item_id, days in told["bought"])
    person = PersonKey("")
    if logged.user_id is not None:
        person = PersonKey(f"u{logged.user_id}")
    elif logged.visitor_id is not None:
        person = PersonKey(f"v{logged.visitor_id.hex}")
    return Context(person=person, visitor_id=logged.visitor_id, user_id=logged.user_id, **told)


def shelf_of(logged: LoggedSlate) -> Shelf:
    """Return what the shop said then."""
    recorded: dict[str, list[Any]] = logged.record["facts"]
    return {int(item_id): _facts(int(item_id), told) for item_id, told in recorded.items()}


def proposal_of(logged: LoggedSlate) -> Proposal:
    """Return what was proposed then, in its order."""
    record = logged.record
    candidates = record["candidates"]
    proposed = Proposal.unpacked(
        {
            "items": [row[0] for row in candidates],
            "scores": [row[1] for row in candidates],
            "parts": [row[2] for row in candidates],
            "causes": [row[3] for row in candidates],
            "sources": record["sources"],
            "ranker": record["ranker"],
            "version": logged.model_version,
        }
    )
    return replace(proposed, rung=logged.rung)


def _facts(item_id: int, told: list[Any]) -> Facts:
    department, brand, price, is_on_sale, is_in_stock, is_in_cart, published, rating, popular = told
    columns: dict[str, Any] = dict.fromkeys(CARD_FIELDS)
    columns |= {
        "id": item_id,
        "title": "",
        "department_id": department,
        "brand_id": brand,
        "price_minor": price,
        "compare_at_minor": price if is_on_sale else None,
        "is_in_stock": bool(is_in_stock),
        "published_at": published and datetime.fromtimestamp(published, UTC),
        "rating_average": rating,
        "popularity": popular,
    }
    return Facts(tuple(columns[name] for name in CARD_FIELDS), is_in_cart=bool(is_in_cart))
