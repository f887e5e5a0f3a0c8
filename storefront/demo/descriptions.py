"""Titles and prose, made from what a product is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from storefront.demo.archetypes.spec import Archetype
from storefront.demo.brands import SERIES
from storefront.demo.dice import Dice
from storefront.demo.materials import MATERIALS
from storefront.demo.styles import STYLES

_ARTICLE = re.compile(r"\b([Aa])(\(n\))? (?=([\w×]+))")
_TAKES_AN = re.compile(r"(?:[aeioAEIO](?!ne\b|nce\b|uro)|8|1[18]\b|E\d|LED\b)")

_PAIRINGS = (
    "Goes well with {other}.",
    "Made to stand beside {other}.",
    "Complete it with {other}.",
    "Many people choose it together with {other}.",
)

_PATTERNS = (
    "{series} {type}",
    "{series} {material} {type}",
    "{series} {epithet} {type}",
    "{series} {type}, {headline}",
    "{epithet} {type} {series}",
    "{series} {epithet} {type}, {headline}",
    "{material} {type} {series}",
)
_MOST_TRIES = 12
_UNCOUNTED = ("tea", "ink", "food", "shampoo", "cream")


def make_title(
    archetype: Archetype,
    words: Mapping[str, str],
    dice: Dice,
    *,
    taken: set[tuple[int, str]],
    brand: int,
) -> str:
    """Return a title this brand has not used yet, or the last one tried."""
    title = ""
    for _ in range(_MOST_TRIES):
        title = _one_title(archetype, words, dice)
        if (brand, title) not in taken:
            break
        words = {**words, "series": dice.pick(SERIES)}
    else:
        title = f"{title}: {words['series']}" if archetype.titles else title
    taken.add((brand, title))
    return title


def make_description(
    archetype: Archetype, words: Mapping[str, str], dice: Dice, *, style: int, other: str
) -> str:
    """Write three to five sentences: what it is, how it is made, what for, how to keep it, what goes with it."""
    material = MATERIALS.get(words["material"])
    sentences = [dice.pick(archetype.what)]
    build = list(archetype.detail)
    if material is not None and archetype.praises_material:
        build.extend(material.says)
    sentences.append(dice.pick(build))
    if dice.chance(45):
        sentences.append(dice.pick(STYLES[style].moods))
    sentences.append(dice.pick(archetype.use))
    care = archetype.care or (material.care if material is not None else ())
    if care and dice.chance(55):
        sentences.append(dice.pick(care))
    elif other:
        sentences.append(dice.pick(_PAIRINGS).replace("{other}", _some(other)))
    return " ".join(_finish(sentence.format_map(words)) for sentence in sentences)


def with_articles(text: str) -> str:
    """Choose "a" or "an" by the word that follows.

    Only ``a(n)`` and a bare ``a`` are touched: an "an" was written on purpose.
    """
    return _ARTICLE.sub(_article, text)


def _article(match: re.Match[str]) -> str:
    letter = match.group(1)
    return f"{letter}n " if _TAKES_AN.match(match.group(3)) else f"{letter} "


def _some(kind: str) -> str:
    """Put the article before one thing, none before several or before what is poured."""
    is_plural = kind.endswith("s") and not kind.endswith("ss")
    return kind if is_plural or kind.endswith(_UNCOUNTED) else f"a(n) {kind}"


def _finish(sentence: str) -> str:
    sentence = with_articles(sentence)
    return sentence[:1].upper() + sentence[1:]


def _one_title(archetype: Archetype, words: Mapping[str, str], dice: Dice) -> str:
    if archetype.titles:
        return dice.pick(archetype.titles)
    pattern = dice.pick(_PATTERNS)
    if not archetype.materials:
        pattern = pattern.replace("{material} ", "")
    if not archetype.epithets:
        pattern = pattern.replace("{epithet} ", "")
    if not archetype.headline:
        pattern = pattern.replace(", {headline}", "")
    title = pattern.format_map(words)
    return title[:1].upper() + title[1:]
