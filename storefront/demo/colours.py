"""The colours of the demo shop: one calm palette, named as shoppers would name them."""

from __future__ import annotations

COLOURS: dict[str, str] = {
    "white": "#F1EEE7", "cream": "#EADFC8", "sand": "#D6C3A1", "oat": "#CBBBA0", "beige": "#C9B79C",
    "stone": "#A9A296", "grey": "#8E8F8F", "charcoal": "#4A4C4F", "black": "#2E2D2C", "taupe": "#8C7B6B",
    "red": "#B7483F", "brick": "#A4553F", "terracotta": "#C4714F", "rust": "#A85B34", "coral": "#E08A73",
    "blush": "#E3B9AC", "rose": "#C98B8B", "berry": "#8A3B52", "plum": "#6A4560", "lilac": "#B3A1C9",
    "lavender": "#9C92BF", "navy": "#2F4260", "blue": "#44698F", "denim": "#5A7897", "sky": "#93B4C9",
    "teal": "#2F6D70", "petrol": "#28535F", "mint": "#A5C9B4", "sage": "#94A98A", "olive": "#73744A",
    "moss": "#5F7148", "forest": "#34553F", "emerald": "#2E7458", "mustard": "#CC9A35", "ochre": "#BD8440",
    "yellow": "#E3BB4E", "apricot": "#E8B27F", "caramel": "#B17A45", "cognac": "#97592F", "walnut": "#755039",
    "oak": "#C49A66", "birch": "#DDC49B", "steel": "#B4B8BB", "brass": "#C1A055", "copper": "#BC7A56",
    "silver": "#C6C9CB", "gold": "#C9A94F", "natural": "#CDB48C", "clear": "#CFE0E0", "smoke": "#8B9494",
    "amber": "#C98A3A",
}  # fmt: skip
"""Name to sRGB. Saturation and lightness are kept in one narrow family, so that any two stand well together."""

_WOODS = frozenset(("oak", "walnut", "birch", "beech", "bamboo"))
_METALS = frozenset(("brass", "copper"))
_SEE_THROUGH = ("glass", "silicone", "plastic")


def suits(colour: str, material: str) -> bool:
    """Whether something of that material can have that colour: oak cannot be walnut, leather cannot be clear."""
    if colour in _WOODS or (material in _METALS and colour in _METALS):
        return colour == material or material not in _WOODS | _METALS
    if colour == "clear":
        return not material or material.endswith(_SEE_THROUGH)
    return True
