"""Typed readers of the environment: a bad value stops the start with a sentence that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def load_file(path: Path) -> None:
    """Read ``NAME=value`` lines of a .env file into the environment; what is already set wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def text(name: str, default: str = "") -> str:
    """Return a string; ``NAME_FILE`` names a file that holds it instead (mounted secrets)."""
    secret_file = os.environ.get(f"{name}_FILE")
    if secret_file:
        try:
            return Path(secret_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE={secret_file!r} cannot be read: {error.strerror}."
            ) from error
    return os.environ.get(name, default)


def required(name: str, what: str) -> str:
    """Return a string without which the shop must not run."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: set it, or {name}_FILE, to {what}.")
    return value


def one_of(name: str, default: str, others: tuple[str, ...]) -> str:
    """Return one of a few words: a misspelt one must not mean the default."""
    value = text(name) or default
    words = tuple(dict.fromkeys((default, *others)))
    if value not in words:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(words)}.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """Return a yes/no value."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.strip().lower() in _TRUE:
        return True
    if raw.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither yes nor no: write true or false.")


def integer(name: str, default: int) -> int:
    """Return a whole number."""
    raw = os.environ.get(name, "")
    if not raw.strip():
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from error


def fraction(name: str, default: float) -> float:
    """Return a number from 0 to 1."""
    raw = os.environ.get(name, "")
    try:
        found = float(raw) if raw.strip() else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a number: write 0.25.") from error
    if not 0 <= found <= 1:
        raise ImproperlyConfigured(f"{name}={raw!r} is not between 0 and 1.")
    return found


def require_a_whole(**parts: float) -> None:
    """Refuse parts that do not add up to one."""
    total = sum(parts.values())
    if abs(total - 1) > 1e-6:
        raise ImproperlyConfigured(f"{' + '.join(parts)} is {total:g}: they must add up to 1.")


def listed(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts, without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]
