"""The words of a text, as search cuts and compares them."""

from __future__ import annotations

import re
import unicodedata

MAX_WORDS = 12

_WORD = re.compile(r"\w+", re.UNICODE)
_ALONE = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "þ": "th"})


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters, at most twelve."""
    return [word.lower() for word in _WORD.findall(text)[:MAX_WORDS]]


def plain(word: str) -> str:
    """Return a word without accents, as the catalogue's words are kept."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word.translate(_ALONE))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
