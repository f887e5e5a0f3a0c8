"""What the columns of click logs are called, and the words in them for what somebody did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path

from catalog.imports import values
from catalog.imports.columns import Column, plain
from catalog.imports.files import UnreadableFile
from catalog.imports.tables import open_table
from recommendations.vocabulary import KIND_CODES, EventKind

COLUMNS = (
    Column("session", ("SessionId", "UserSession", "session_id", "VisitId", "Sid", "SessionIdHash", "SessionKey")),
    Column(
        "person",
        (
            "UserId", "User", "VisitorId", "Visitor", "CustomerId", "Customer", "AnonymousId", "DeviceId",
            "CustomerUniqueId", "UserIdHash", "ClientId", "MemberId", "MemberNumber", "ReviewerId", "ShopperId", "CookieId", "Uid",
        ),
    ),
    Column(
        "item",
        (
            "ItemId", "ProductId", "Item", "Product", "Aid", "Sku", "StockCode", "ArticleId", "ProductSku", "ProductSkuHash",
            "ItemSku", "ProductCode", "ItemCode", "ParentAsin", "ASIN", "MovieId", "ContentId", "Isbn", "Reference",
        ),
        is_required=True,
    ),
    Column(
        "happened_at",
        (
            "Time", "Timestamp", "EventTime", "HappenedAt", "Ts", "Date", "DateTime", "Timeframe", "EventTimestamp",
            "EventDatetime", "TimestampMs", "TimestampUs", "EventTimeMs", "EventTimeUs", "UnixTimestamp", "UnixReviewTime",
            "ServerTimestampEpochMs", "CreatedAt", "ClickTime", "ViewTime",
        ),
        is_required=True,
    ),
    Column("day", ("EventDate", "Day")),
    Column(
        "kind",
        (
            "ProductAction", "Event", "EventType", "EventName", "ActionType", "Action", "InteractionType", "Interaction",
            "Behavior", "BehaviorType", "Behaviour", "BehaviourType", "Type",
        ),
    ),
)  # fmt: skip
"""What we look for in the header, with the names other logs give it."""
EVENT_NAMES = frozenset(
    plain(name) for name in COLUMNS[-1].synonyms if name not in {"Type", "Interaction"}
)
"""A column called like this says what was done: no order file has one."""

_WORDS = {
    EventKind.VIEW: (
        "view", "views", "click", "clicks", "pageview", "productview", "itemview", "viewitem", "viewproduct", "viewcontent",
        "detail", "details", "pv", "clickitem", "clickoutitem", "clickout", "interactioniteminfo", "interactionitemimage",
        "interactionitemdeals", "interactionitemrating", "searchforitem", "",
    ),
    EventKind.CART: ("cart", "carts", "add", "addtocart", "addcart", "cartadd", "addtobasket", "basket"),
    EventKind.UNCART: ("uncart", "remove", "removefromcart", "cartremove", "removecart"),
    EventKind.PURCHASE: (
        "purchase", "purchases", "purchased", "order", "orders", "ordered", "buy", "buys", "bought", "transaction", "sale",
    ),
}  # fmt: skip
KIND_NAMES = {"view": EventKind.VIEW, "cart": EventKind.CART, "uncart": EventKind.UNCART, "purchase": EventKind.PURCHASE}  # fmt: skip
"""What ``--kind`` can say a word means."""
_CODES = {word: KIND_CODES[kind] for kind, words in _WORDS.items() for word in words}
_SAMPLE_ROWS = 1_000
_WIDEST_GUESS = 5
"""A table of more columns is not guessed: it may be anything."""
_ID = re.compile(r"[\w.:-]{1,120}")


def parse_kinds(pairs: Iterable[str]) -> dict[str, EventKind]:
    """Read ``Theirs=view`` pairs of the command line.

    Raises: UnreadableFile: if a pair is of another form.
    """
    found = {}
    for pair in pairs:
        theirs, _, ours = pair.rpartition("=")
        if not plain(theirs) or plain(ours) not in KIND_NAMES:
            raise UnreadableFile(
                f"--kind {pair!r} is not of the form Theirs=Ours, ours one of {', '.join(KIND_NAMES)}."
            )
        found[theirs] = KIND_NAMES[plain(ours)]
    return found


def kind_code(word: str, said: Mapping[str, EventKind]) -> int:
    """Return the code of what a word, in plain letters, means; -1 where nobody knows."""
    return KIND_CODES[said[word]] if word in said else _CODES.get(word, -1)


def guessed_names(path: Path) -> tuple[str, ...]:
    """Return the columns of a table without a header where its rows leave no doubt, else nothing.

    No doubt is: up to five columns, the first line made of values, one column of moments and no other, at
    least two of ids. The first id is who clicked, the second what; rows that stand together are a visit.
    """
    table = open_table(path)
    first = table.header
    if not 3 <= len(first) <= _WIDEST_GUESS or not any(map(_is_moment, first)):
        return ()
    rows = [
        list(first),
        *islice((row for batch in table.batches() for row in batch.rows), _SAMPLE_ROWS),
    ]
    cells = [[row[at].strip() for row in rows] for at in range(len(first))]
    times = [at for at, column in enumerate(cells) if all(map(_is_moment, column))]
    kinds = [at for at, column in enumerate(cells) if _are_kinds(column)]
    ids = [
        at for at, column in enumerate(cells)
        if at not in {*times, *kinds} and all(map(_ID.fullmatch, column)) and len(set(column)) > 1
    ]  # fmt: skip
    if len(times) != 1 or len(kinds) > 1 or len(ids) < 2:
        return ()
    names = ["-"] * len(first)
    names[ids[0]] = "session" if not kinds and _are_grouped(cells[ids[0]]) else "person"
    names[ids[1]], names[times[0]] = "item", "happened_at"
    for at in kinds:
        names[at] = "kind"
    return tuple(names)


def _is_moment(text: str) -> bool:
    """Whether a cell is a date with a time, or Unix time: a short number may be anything."""
    bare = text.strip()
    if not bare[:1].isdigit() or len(bare) < 9:
        return False
    try:
        return values.moment(bare).year >= 1995
    except values.NotAValue:
        return False


def _are_grouped(column: Sequence[str]) -> bool:
    """Whether equal cells stand together, as the clicks of a visit do and the visits of a person do not."""
    return (
        sum(one != other for one, other in pairwise(column)) + 1 == len(set(column)) < len(column)
    )


def _are_kinds(column: Sequence[str]) -> bool:
    words = {plain(text) for text in column}
    return "" not in words and sum(word in _CODES for word in words) * 2 > len(words)
