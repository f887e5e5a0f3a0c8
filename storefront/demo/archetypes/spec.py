"""What a kind of product is: the one shape that every file of this package fills in."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Trait:
    """One attribute of a kind of product and the values it can take."""

    code: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of product: how it is called, made, described, priced, used, and what it is bought with.

    Sentences may name ``{type}``, ``{material}``, ``{colour}``, ``{series}`` and the code of any trait;
    ``a(n)`` becomes the article that fits the next word.
    """

    code: str
    product_type: str
    shelf: str
    """The slug of its department in :mod:`storefront.demo.taxonomy`."""
    price: float
    """Median price in euros of an ordinary brand."""
    colours: tuple[str, ...]
    what: tuple[str, ...]
    """First sentences: what it is."""
    use: tuple[str, ...]
    """What it is good for."""
    materials: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()
    epithets: tuple[str, ...] = ()
    """Words that may stand before the product type in its title."""
    headline: str = ""
    """The trait that may stand in the title."""
    titles: tuple[str, ...] = ()
    """Whole titles, for what is not named by series and type (books)."""
    detail: tuple[str, ...] = ()
    """How it is built."""
    care: tuple[str, ...] = ()
    """How to keep it; replaces what its material would say."""
    praises_material: bool = True
    """Whether its material is worth a sentence."""
    sizes: tuple[str, ...] = ()
    """A second variant axis beside the colour."""
    size_name: str = "Size"
    has_colours: bool = True
    """Whether the colour is a choice of the shopper."""
    drawn: str = ""
    """The trait that its picture shows."""
    weight: float = 1.0
    """How many products of this kind stand in the shop, compared with others."""
    demand: float = 1.0
    """How often shoppers come for this kind, compared with others."""
    season: str = "steady"
    """A curve of :mod:`storefront.demo.seasons`."""
    rebuy_days: int = 0
    """After how many days it is used up; 0 for what lasts."""
    complements: tuple[str, ...] = ()
    """Codes of the kinds that are bought with it."""
    several: bool = False
    """Whether people often buy more than one at once."""
    tags: tuple[str, ...] = ()
