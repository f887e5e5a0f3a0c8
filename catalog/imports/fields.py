"""The fields of records that have no header, wherever in the file each is first met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.imports.records import NumberedRecord, Record
from catalog.imports.rejections import Rejection

MOST_FIELDS = 2_000
_EXAMPLES = 20
"""So many records are kept to tell what a field holds that the first records have not."""
_MOST_LATER = 2_000


@dataclass(slots=True)
class Fields:
    """What a look through a whole file finds."""

    names: dict[str, int] = field(default_factory=dict)
    """In the order in which they are first met; of how many records it is known what they hold, up to twenty."""
    sample: list[Record] = field(default_factory=list)
    """The first records, and some for each field that only later ones have."""
    beyond: set[str] = field(default_factory=set)
    """Names met when there were :data:`MOST_FIELDS` already, as many again at most."""


def met(found: Iterable[NumberedRecord | Rejection], *, first: int) -> Fields:
    """Look through all records; the sample begins with the ``first`` ones."""
    fields, n_records = Fields(), 0
    settled: set[str] = set()
    for each in found:
        if isinstance(each, Rejection):
            continue
        n_records += 1
        if n_records <= first:
            fields.sample.append(each.record)
            fields.names |= dict.fromkeys(each.record, _EXAMPLES)
            settled.update(each.record)
        elif not settled.issuperset(each.record):
            new = {name: value for name, value in each.record.items() if name not in settled}
            _note(fields, new)
            is_example = any(value not in (None, "") for value in new.values())
            if is_example and len(fields.sample) < first + _MOST_LATER:
                fields.sample.append(each.record)
            settled.update(name for name in new if fields.names.get(name, 0) >= _EXAMPLES)
    return fields


def _note(fields: Fields, record: Record) -> None:
    """Count the fields a record gives."""
    for name, value in record.items():
        if name in fields.names or len(fields.names) < MOST_FIELDS:
            fields.names[name] = fields.names.get(name, 0) + (value not in (None, ""))
        elif len(fields.beyond) < MOST_FIELDS:
            fields.beyond.add(name)
