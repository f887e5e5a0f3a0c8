"""How large each kind is drawn and how large it really is, so that things shown together fit together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """``scale`` about the middle of the ground, then moved by ``x`` and ``y``."""

    scale: float = 1.2
    x: float = 0.0
    y: float = 16.0


USUAL = Frame()

FRAMES: dict[str, Frame] = {
    "french-press": Frame(1.12, -8, 14), "coffee-grinder": Frame(1.2, -14), "mug": Frame(1.42, -14, 22),
    "teapot": Frame(1.28, 4, 22), "storage-jar": Frame(1.3, 0, 20), "frying-pan": Frame(1.14, 12, 4),
    "casserole": Frame(1.2, 0, 4), "chefs-knife": Frame(1.12, 8, 2), "plate": Frame(1.16, 0, 6),
    "bowl": Frame(1.3, 0, 8), "glass": Frame(1.3, 0, 18), "carafe": Frame(1.12, 0, 16),
    "desk-lamp": Frame(1.14, -22, 16), "table-lamp": Frame(1.16, 0, 16), "pendant-lamp": Frame(1.14, 0, 30),
    "floor-lamp": Frame(1.1, 0, 22), "light-bulb": Frame(1.16, 0, 20), "chair": Frame(1.14, -6, 16),
    "armchair": Frame(1.12, 0, 4), "stool": Frame(1.16, 0, 10), "desk": Frame(1.04, 0, -6),
    "bookcase": Frame(1.1, 0, 18), "sideboard": Frame(1.04, 0, -8), "basket": Frame(1.2, 0, 12),
    "side-table": Frame(1.14, 0, 0), "cushion": Frame(1.14, 0, -4), "throw": Frame(1.14, 0, -4), "rug": Frame(1.02, 4, -18),
    "towel": Frame(1.24, 0, 6), "bath-mat": Frame(1.04, 0, -44), "vase": Frame(1.14, 0, 22),
    "candle": Frame(1.34, 0, 18), "wall-clock": Frame(1.16, 0, 18), "picture-frame": Frame(1.24, 0, 26),
    "t-shirt": Frame(1.24, 0, 22), "shirt": Frame(1.2, 0, 20), "jumper": Frame(1.2, 0, 20),
    "jacket": Frame(1.18, 0, 22), "trousers": Frame(1.18, 0, 22), "scarf": Frame(1.18, 0, 14),
    "beanie": Frame(1.24, 0, 8), "socks": Frame(1.2, 0, 18), "sneaker": Frame(1.06, -10, -24),
    "backpack": Frame(1.16, 0, 18), "tote-bag": Frame(1.16, 0, 18), "suitcase": Frame(1.08, 0, 20),
    "wallet": Frame(1.2, 0, 2), "notebook": Frame(1.16, 0, 14), "fountain-pen": Frame(1.1, 4, -10),
    "ink": Frame(1.26, -14, 10), "pencils": Frame(1.14, 0, 18), "plant-pot": Frame(1.24, 0, 20),
    "watering-can": Frame(1.16, -6, 6), "plant-food": Frame(1.24, 0, 18), "seeds": Frame(1.14, -8, 10),
    "secateurs": Frame(1.12, 0, 14), "garden-gloves": Frame(1.04, -8, -2), "lantern": Frame(1.2, 0, 20),
    "soap": Frame(1.24, -4, 4), "shampoo": Frame(1.22, 6, 18), "hand-cream": Frame(1.2, 0, 18),
    "soap-dish": Frame(1.36, 0, -10), "headphones": Frame(1.14, 0, 10), "speaker": Frame(1.18, 0, 12),
    "headphone-stand": Frame(1.2, 0, 16), "keyboard": Frame(1.02, 0, -44), "mouse": Frame(1.1, 0, 14),
    "power-bank": Frame(1.16, 0, 16), "charging-cable": Frame(1.12, 0, 0), "phone-case": Frame(1.16, -8, 18),
    "laptop-sleeve": Frame(1.12, 0, -4), "yoga-mat": Frame(1.06, -2, -28), "dumbbell": Frame(1.2, 0, -2),
    "water-bottle": Frame(1.18, 0, 18), "football": Frame(1.2, 0, 2), "bike-helmet": Frame(1.14, -2, 4),
    "tent": Frame(1.06, 0, -4), "building-blocks": Frame(1.18, -6, 12), "plush-bear": Frame(1.16, 0, 22),
    "wooden-train": Frame(1.04, 0, -24), "puzzle": Frame(1.14, -8, 6), "board-game": Frame(1.16, 0, 4),
}  # fmt: skip

_CENTIMETRES: dict[str, float] = {
    # About how high (or, for flat things, how wide) the real thing is.
    "french-press": 24, "coffee-grinder": 20, "mug": 10, "teapot": 16, "coffee-beans": 24, "tea": 15, "storage-jar": 18,
    "frying-pan": 34, "casserole": 20, "chefs-knife": 32, "chopping-board": 38, "plate": 26, "bowl": 13, "glass": 13,
    "carafe": 28, "desk-lamp": 46, "table-lamp": 40, "pendant-lamp": 60, "floor-lamp": 155, "light-bulb": 14,
    "chair": 82, "armchair": 88, "stool": 52, "side-table": 50, "desk": 76, "bookcase": 165, "sideboard": 76,
    "basket": 40, "cushion": 46, "throw": 40, "rug": 90, "vase": 30, "candle": 11, "wall-clock": 30,
    "picture-frame": 34, "t-shirt": 68, "shirt": 74, "jumper": 68, "jacket": 74, "trousers": 104, "scarf": 66,
    "beanie": 24, "socks": 32, "sneaker": 26, "backpack": 46, "tote-bag": 42, "suitcase": 58, "wallet": 12,
    "notebook": 21, "fountain-pen": 15, "ink": 9, "pencils": 22, "cookbook": 27, "design-book": 29, "novel": 21,
    "plant-pot": 38, "watering-can": 28, "plant-food": 22, "seeds": 14, "secateurs": 21, "garden-gloves": 26,
    "lantern": 32, "soap": 8, "hand-cream": 15, "shampoo": 21, "soap-dish": 10, "headphones": 21, "speaker": 24,
    "headphone-stand": 27, "keyboard": 32, "mouse": 12, "power-bank": 15, "charging-cable": 14, "phone-case": 16,
    "laptop-sleeve": 34, "yoga-mat": 62, "dumbbell": 24, "water-bottle": 25, "football": 22, "bike-helmet": 27,
    "tent": 130, "building-blocks": 26, "plush-bear": 32, "wooden-train": 34, "puzzle": 40, "board-game": 30,
    "towel": 26, "bath-mat": 60,
}  # fmt: skip


FLAT = frozenset((
    "t-shirt", "shirt", "jumper", "jacket", "trousers", "scarf", "socks", "garden-gloves", "chefs-knife",
    "fountain-pen", "secateurs", "plate", "mouse", "puzzle", "seeds",
))  # fmt: skip
"""Seen from above, lying: they share a table top, not a wall and a floor."""

HANGING = frozenset(("pendant-lamp", "wall-clock"))
"""On the wall or from the ceiling: nothing stands behind them."""


def frame_of(archetype: str) -> Frame:
    """Return how a kind is framed."""
    return FRAMES.get(archetype, USUAL)


def share_beside(archetype: str, partner: str) -> float:
    """Return the scale of a partner drawn beside something, 0 if the two are too unlike in size."""
    ratio = _CENTIMETRES[partner] / _CENTIMETRES[archetype]
    return 0.0 if not 0.3 <= ratio <= 1.5 else min(max(ratio, 0.42), 0.94)
