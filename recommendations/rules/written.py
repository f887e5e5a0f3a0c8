"""Rules as text: what makes a version, and what an old version is read from."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from hashlib import blake2b
from typing import Any

from recommendations.rules.classes import CLASSES
from recommendations.rules.rule import Aim, Rule, RuleClass, When
from recommendations.rules.words import Group, RuleKind, SortKey

Written = list[dict[str, Any]]

_BY_CODE = {each.code: each for each in CLASSES}


def class_of(code: str) -> RuleClass | None:
    """Return the rule class with that code; None where its file is gone."""
    found = _BY_CODE.get(code)
    return None if found is None else found()


def write(rules: list[Rule]) -> Written:
    """Return rules as plain lists and texts, the highest priority first; equal ones stay in the order in which they act."""
    ordered = sorted(rules, key=lambda rule: -rule.priority)
    return [_written(rule) for rule in ordered]


def digest(written: Written) -> str:
    """Return the short name of a version: equal rules have equal names."""
    text = json.dumps(written, sort_keys=True).encode()
    return blake2b(text, digest_size=6).hexdigest()


def read(written: Written) -> list[Rule]:
    """Return the rules of a version; what had to be looked up is not yet.

    Raises:
        KeyError, TypeError, ValueError: if it was not written here.
    """
    return [_read(each) for each in written]


def _written(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind.value,
        "priority": rule.priority,
        "factor": rule.factor,
        "place": rule.place,
        "most": rule.most,
        "group": rule.group.value,
        "sort_key": rule.sort_key.value,
        "class": rule.of_class.code if rule.of_class is not None else "",
        "aim": _set_fields(rule.aim, Aim()),
        "when": _set_fields(rule.when, When()),
    }


def _set_fields(value: Any, default: Any) -> dict[str, Any]:  # noqa: ANN401 - Aim or When
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {
        name: found.isoformat() if isinstance(found, datetime) else found
        for name, found in fields.items()
        if found != getattr(default, name)
    }


def _read(written: dict[str, Any]) -> Rule:
    when = {name: _plain(value) for name, value in written["when"].items()}
    for name in ("starts_at", "ends_at"):
        if name in when:
            when[name] = datetime.fromisoformat(when[name])
    return Rule(
        name=written["name"],
        kind=RuleKind(written["kind"]),
        priority=written["priority"],
        aim=Aim(**{name: _plain(value) for name, value in written["aim"].items()}),
        when=When(**when),
        factor=written["factor"],
        place=written["place"],
        most=written["most"],
        group=Group(written["group"]),
        sort_key=SortKey(written["sort_key"]),
        of_class=class_of(written["class"]),
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    return tuple(value) if isinstance(value, list) else value
