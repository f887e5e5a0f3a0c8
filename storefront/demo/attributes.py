"""The attributes of the demo shop: their names, kinds and units, and how a value reads in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.archetypes.spec import Value


@dataclass(frozen=True, slots=True)
class AttributeSpec:
    """One attribute as the catalogue stores it."""

    code: str
    name: str
    kind: str
    unit: str = ""
    is_facet: bool = False


_UNITS: dict[str, str] = {
    "battery_days": "days", "battery_hours": "hours", "battery_mah": "mAh", "blade_length": "cm",
    "burn_time": "hours", "cable_length": "m", "capacity": "l", "colour_temperature": "K",
    "cutting_width": "mm", "depth": "cm", "diameter": "cm", "drop_tested": "m", "fabric_weight": "g/m²",
    "from_age": "years", "height": "cm", "laptop_inches": "inch", "length": "cm", "lifetime_hours": "hours",
    "max_load": "kg", "pages": "pages", "paper_weight": "g/m²", "pile_height": "mm", "play_minutes": "minutes",
    "power_watts": "W", "seat_height": "cm", "strap_drop": "cm", "thickness": "cm", "thickness_mm": "mm",
    "volume": "ml", "warranty_years": "years", "water_column": "mm", "wattage": "W", "weight_grams": "g",
    "weight_kg": "kg", "width": "cm",
}  # fmt: skip

_NAMES: dict[str, str] = {
    "battery_days": "Battery life", "battery_hours": "Battery life", "battery_mah": "Battery capacity",
    "cable_outlet": "Cable outlet", "drains": "Drains", "drop_tested": "Drop-tested from", "fabric_weight": "Fabric weight",
    "fits_phone": "Fits phones of", "for_plants": "For", "from_age": "Recommended from", "gauge": "Gauge",
    "hob": "Suitable for", "laptop_inches": "Laptop size", "max_load": "Carries up to", "non_slip": "Non-slip",
    "persons": "People", "place": "Place", "plant": "Plant", "play_minutes": "Playing time", "power_watts": "Power",
    "rfid_protection": "RFID protection", "season_rating": "Made for", "skin": "Skin type", "hair": "Hair type",
    "thickness_mm": "Thickness", "thorn_proof": "Thorn-proof", "tsa": "Lock", "warranty_years": "Warranty",
    "water_column": "Water column", "wattage": "Power", "weight_grams": "Weight", "weight_kg": "Weight",
    "recycled_paper": "Recycled paper", "microwave_safe": "Microwave-safe", "dishwasher_safe": "Dishwasher-safe",
    "oven_safe": "Oven-safe", "light": "Light",
}  # fmt: skip

_FACETS = frozenset((
    "material", "colour", "style", "capacity", "dishwasher_safe", "organic", "fit", "waterproof", "dimmable",
    "socket", "connection", "noise_cancelling", "battery_hours", "from_age", "players", "pieces", "ruling",
    "nib", "roast", "origin", "leaf", "scent", "vegan", "height", "width", "diameter", "pattern", "neckline",
    "knit", "laptop_inches", "language", "genre", "stackable", "removable_cover", "sowing", "place", "skin",
    "hair", "thickness_mm", "insulated", "persons", "wattage", "shade", "weave", "closure", "layout",
))  # fmt: skip


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, float) else "choice"


def _specs() -> dict[str, AttributeSpec]:
    first_values: dict[str, Value] = {"material": "oak", "colour": "oak", "style": "Nordic"}
    for archetype in ARCHETYPES:
        for trait in archetype.traits:
            first_values.setdefault(trait.code, trait.values[0])
    return {
        code: AttributeSpec(
            code=code.replace("_", "-"),
            name=_NAMES.get(code, code.replace("_", " ").capitalize()),
            kind=_kind(value),
            unit=_UNITS.get(code, ""),
            is_facet=code in _FACETS,
        )
        for code, value in first_values.items()
    }


ATTRIBUTES: dict[str, AttributeSpec] = _specs()
"""Trait code to attribute, in the order in which a product page lists them."""


def in_words(code: str, value: Value) -> str:
    """Write a value as a sentence would: 1.0 litres as "1 l", 10000 as "10,000 mAh"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    amount = f"{value:,.0f}" if value >= 1000 else f"{value:g}"
    unit = ATTRIBUTES[code].unit
    if value == 1 and unit.endswith("s"):
        unit = unit[:-1]
    if unit == "inch":
        return f"{amount}-inch"
    return f"{amount} {unit}".rstrip()
