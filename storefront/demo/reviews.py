"""What buyers write about a product, by how they liked it and what it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes.spec import Archetype
from storefront.demo.behaviour import History
from storefront.demo.catalogue import DAY, Catalogue
from storefront.demo.descriptions import with_articles
from storefront.demo.dice import Dice
from storefront.demo.shoppers import SHOWN, Shoppers

_SHARE = 0.21
"""Share of bought products that their buyer reviews."""

_TITLES: dict[int, tuple[str, ...]] = {
    5: ("Exactly what I wanted", "Would buy again", "Lovely", "A small joy", "Better than the pictures", "Perfect",
        "Very happy", "Worth every cent", "My new favourite", "Beautifully made"),
    4: ("Good, with a small but", "Nearly perfect", "Solid", "Happy with it", "Does what it should", "Nice piece"),
    3: ("All right", "Mixed feelings", "Fine for the price", "Decent", "Not quite what I expected"),
    2: ("A little disappointing", "Expected more", "Only half convinced"),
    1: ("Sent it back", "Not for me", "Sadly no"),
}  # fmt: skip
_OPENINGS: dict[int, tuple[str, ...]] = {
    5: ("I have used this {type} every day for weeks and still like it.", "The {colour} is even nicer in daylight.",
        "Bought one, gave it away, bought another.", "You can feel the quality as soon as you unpack it.",
        "It looks as if it had always been ours.", "My second {type} from this maker, and just as good."),
    4: ("A good {type}, well packed and quickly here.", "I like it a lot, only the {colour} is a shade darker than I thought.",
        "Well made and pleasant to use.", "It does everything I hoped for."),
    3: ("It is a decent {type}, no more and no less.", "Looks good, feels a bit lighter than expected.",
        "Fine, but I had hoped for a little more at this price.", "Took me a while to get used to it."),
    2: ("The {type} looks nicer in the picture than on my table.", "The finish could be cleaner at the edges.",
        "It works, but the one it replaces was better."),
    1: ("Arrived with a scratch, and the replacement took two weeks.", "Not my {type}: the size is wrong for us."),
}  # fmt: skip
_MATERIAL_LINES: dict[bool, tuple[str, ...]] = {
    True: ("The {material} feels honest and solid.", "{material} was the right choice.",
           "I was not sure about {material}, but it has worn in well.", "The {material} is as described."),
    False: ("The {material} needs more care than I would like.", "I had imagined the {material} thicker.",
            "The {material} shows every mark."),
}  # fmt: skip
_CLOSINGS: dict[bool, tuple[str, ...]] = {
    True: ("Recommended.", "A good present, too.", "Delivery took two days.", "Friends have asked where it is from.",
           "I will get the other size as well.", "No complaints after three months.", "It was worth the wait.", ""),
    False: ("Returns were easy, I must say.", "Perhaps in another colour.", "Okay for the guest room.",
            "I will keep it, but would not order it again.", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who reviews what, when and how many stars, as parallel columns; each shopper reviews a product once."""

    shopper: NDArray[np.int64]
    product: NDArray[np.int64]
    rating: NDArray[np.int64]
    created_at: NDArray[np.float64]
    dice: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.shopper)


def draw_reviews(
    catalogue: Catalogue,
    shoppers: Shoppers,
    history: History,
    *,
    now: float,
    rng: np.random.Generator,
) -> Reviewed:
    """Let a fifth of the buyers with an account review what they bought, some days after it came."""
    lines = history.lines
    bought = np.flatnonzero((lines.order >= 0) & shoppers.has_account[lines.shopper])
    pair = lines.shopper[bought] * np.int64(len(catalogue)) + lines.product[bought]
    _, first = np.unique(pair, return_index=True)
    rows = bought[first]
    # The demo's own shopper keeps things to review.
    rows = rows[(rng.random(len(rows)) < _SHARE) & (lines.shopper[rows] != SHOWN)]
    created_at = lines.ordered_at[rows] + (4.0 + rng.gamma(2.0, 6.0, len(rows))) * DAY
    rows, created_at = rows[created_at < now], created_at[created_at < now]
    product = lines.product[rows]
    liking = 4.25 + 0.45 * catalogue.quality[product] + rng.normal(0.0, 0.8, len(rows))
    return Reviewed(
        shopper=lines.shopper[rows],
        product=product,
        rating=np.clip(np.round(liking), 1, 5).astype(np.int64),
        created_at=created_at,
        dice=rng.integers(0, 2**63, len(rows), dtype=np.uint64),
    )


def review_words(
    archetype: Archetype, rating: int, *, material: str, colour: str, dice: Dice
) -> tuple[str, str]:
    """Return the title and text of one review; some people only give stars."""
    if dice.chance(12):
        return "", ""
    is_happy = rating >= 4
    sentences = [dice.pick(_OPENINGS[rating])]
    if material and dice.chance(45):
        sentences.append(dice.pick(_MATERIAL_LINES[is_happy]))
    sentences.append(dice.pick(_CLOSINGS[is_happy]))
    words = {"type": archetype.product_type, "material": material, "colour": colour}
    written = (with_articles(sentence.format_map(words)) for sentence in sentences if sentence)
    text = " ".join(sentence[:1].upper() + sentence[1:] for sentence in written)
    return dice.pick(_TITLES[rating]), text
