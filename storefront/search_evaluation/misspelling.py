"""The same question with one mistake in it, as fingers make them. Pure but for the generator."""

from __future__ import annotations

import random

from catalog.search.mistakes import NEIGHBOURS

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def misspelt(query: str, rng: random.Random) -> str:
    """Return the query with one letter of one word left out, doubled, swapped with the next, or mistaken.

    Words of three letters and more are preferred; a question without letters stays as it is.
    """
    places = [place for place, sign in enumerate(query) if sign.isalpha()]
    long = [place for place in places if _length(query, place) > 2]
    if not places:
        return query
    place = rng.choice(long or places)
    sign = query[place].lower()
    wrong = rng.choice(NEIGHBOURS.get(sign, ALPHABET).strip("0123456789") or ALPHABET)
    edits = [
        query[:place] + query[place + 1 :],
        query[: place + 1] + query[place:],
        query[:place] + wrong + query[place + 1 :],
        query[:place] + wrong + query[place:],
    ]
    following = query[place + 1 : place + 2]
    if following.isalpha() and following.lower() != sign:
        edits.append(query[:place] + following + query[place] + query[place + 2 :])
    return rng.choice([edit for edit in edits if edit.strip()] or [query])


def _length(query: str, place: int) -> int:
    """Return how many signs the word has that stands at a place."""
    start = query.rfind(" ", 0, place) + 1
    end = query.find(" ", place)
    return (len(query) if end < 0 else end) - start
