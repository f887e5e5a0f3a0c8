"""Order numbers that people can read out and nobody can guess the next of."""

from __future__ import annotations

from random import Random

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without those that look alike (0 O, 1 I L, U V)."""


def new_number(rng: Random) -> str:
    """Draw a number such as ``7KQ2-M9XD-4T``: thirty symbols, ten places, 5.9e14 possibilities."""
    symbols = "".join(rng.choice(ALPHABET) for _ in range(10))
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
