"""How easily one word is typed for another: edit distance that knows the keyboard. Pure."""

from __future__ import annotations

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
NEAR_KEY, DOUBLED, SWAPPED, PLAIN, DIGIT = 0.7, 0.6, 0.7, 1.0, 2.0
"""Costs of one mistake: a key beside the right one, a letter twice or once, two letters swapped, any other; a digit
is seldom a mistake, it is another model."""


def _neighbours() -> dict[str, str]:
    place = {
        key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)
    }
    return {
        key: "".join(
            other
            for other, (x, y) in place.items()
            if other != key and abs(x - row) <= 1 and abs(y - column) <= 1
        )
        for key, (row, column) in place.items()
    }


NEIGHBOURS = _neighbours()
"""Key → the keys around it on a Latin keyboard."""


def shortened(word: str) -> list[str]:
    """Return the word and the word without each one of its signs."""
    return sorted({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def cost(typed: str, meant: str) -> float:
    """Return what it takes to turn one word into the other (Damerau-Levenshtein, optimal string alignment)."""
    before: list[float] = []
    above = _first_row(meant)
    for i, sign in enumerate(typed, start=1):
        row = [above[0] + _extra(typed, i - 1)]
        for j, other in enumerate(meant, start=1):
            best = min(
                above[j - 1] + _swap(sign, other),
                above[j] + _extra(typed, i - 1),
                row[j - 1] + _extra(meant, j - 1),
            )
            if i > 1 and j > 1 and sign == meant[j - 2] and typed[i - 2] == other != sign:
                best = min(best, before[j - 2] + SWAPPED)
            row.append(best)
        before, above = above, row
    return above[-1]


def _first_row(meant: str) -> list[float]:
    row = [0.0]
    for place in range(len(meant)):
        row.append(row[-1] + _extra(meant, place))
    return row


def _extra(word: str, place: int) -> float:
    """Return the cost of one sign too much or too few."""
    if word[place].isdigit():
        return DIGIT
    is_doubled = place > 0 and word[place] == word[place - 1]
    return DOUBLED if is_doubled else PLAIN


def _swap(sign: str, other: str) -> float:
    """Return the cost of one sign for another."""
    if sign == other:
        return 0.0
    if sign.isdigit() or other.isdigit():
        return DIGIT
    return NEAR_KEY if other in NEIGHBOURS.get(sign, "") else PLAIN
