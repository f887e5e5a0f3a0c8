"""What a file may be that somebody hands in: the import of each kind, and the right it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalog.imports.account import Account, Progress
from catalog.imports.feeds import import_prices, import_stock
from catalog.imports.pictures.archive import import_pictures
from catalog.imports.products.write import import_products
from catalog.models import UploadKind


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file with all that was said of it; each import takes of it what it knows."""

    path: Path
    mapping: Mapping[str, str]
    source: str
    currency: str
    department: str
    assumed_units: int
    is_dry_run: bool
    started_by_id: int | None
    progress: Progress


Import = Callable[[HandedIn], Account]


class Person(Protocol):
    """Somebody who has rights."""

    def has_perm(self, perm: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    run: Import
    right: str = ""


def register(kind: str, run: Import, *, right: str) -> None:
    """Let an upper floor import files of a kind, handed in by people who have a right of that floor too."""
    _KINDS[kind] = _Kind(run, right)


def carry_out(kind: str, file: HandedIn) -> Account:
    """Run the import that a kind asks for.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    return _KINDS[kind].run(file)


def may_hand_in(person: Person, kind: str) -> bool:
    """Whether somebody who may hand in files may hand in one of this kind."""
    right = _KINDS[kind].right
    return not right or person.has_perm(right)


def _products(file: HandedIn) -> Account:
    return import_products(
        file.path,
        mapping=file.mapping,
        source=file.source,
        currency=file.currency,
        assumed_units=file.assumed_units,
        department=file.department,
        is_dry_run=file.is_dry_run,
        started_by_id=file.started_by_id,
        progress=file.progress,
    )


def _stock(file: HandedIn) -> Account:
    return import_stock(
        file.path,
        mapping=file.mapping,
        is_dry_run=file.is_dry_run,
        started_by_id=file.started_by_id,
        progress=file.progress,
    )


def _prices(file: HandedIn) -> Account:
    return import_prices(
        file.path,
        mapping=file.mapping,
        currency=file.currency,
        is_dry_run=file.is_dry_run,
        started_by_id=file.started_by_id,
        progress=file.progress,
    )


def _pictures(file: HandedIn) -> Account:
    return import_pictures(
        file.path,
        is_dry_run=file.is_dry_run,
        started_by_id=file.started_by_id,
        progress=file.progress,
    )


_KINDS: dict[str, _Kind] = {
    UploadKind.PRODUCTS: _Kind(_products),
    UploadKind.STOCK: _Kind(_stock),
    UploadKind.PRICES: _Kind(_prices),
    UploadKind.PICTURES: _Kind(_pictures),
}
