"""Every kind of product of the demo shop; a new one is an entry in one of these files."""

from __future__ import annotations

from storefront.demo.archetypes.bags import BAGS
from storefront.demo.archetypes.bath import BATH
from storefront.demo.archetypes.clothing import CLOTHING
from storefront.demo.archetypes.electronics import ELECTRONICS
from storefront.demo.archetypes.furniture import FURNITURE
from storefront.demo.archetypes.garden import GARDEN
from storefront.demo.archetypes.kitchen import KITCHEN
from storefront.demo.archetypes.lighting import LIGHTING
from storefront.demo.archetypes.living import LIVING
from storefront.demo.archetypes.spec import Archetype, Trait
from storefront.demo.archetypes.sports import SPORTS
from storefront.demo.archetypes.stationery import STATIONERY
from storefront.demo.archetypes.toys import TOYS

ARCHETYPES: tuple[Archetype, ...] = (
    *KITCHEN,
    *LIGHTING,
    *FURNITURE,
    *LIVING,
    *CLOTHING,
    *BAGS,
    *STATIONERY,
    *GARDEN,
    *ELECTRONICS,
    *SPORTS,
    *TOYS,
    *BATH,
)

POSITION = {archetype.code: position for position, archetype in enumerate(ARCHETYPES)}

__all__ = ["ARCHETYPES", "POSITION", "Archetype", "Trait"]
