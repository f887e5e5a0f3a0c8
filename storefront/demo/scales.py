"""How big a demo shop can be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of one demo shop; ``shapes`` is how many different drawings one kind of product has."""

    name: str
    n_products: int
    n_shoppers: int
    n_sessions: int
    n_views: int
    """Pictures of one product."""
    shapes: int


SCALES = {
    scale.name: scale
    for scale in (
        Scale("tiny", n_products=160, n_shoppers=220, n_sessions=2_600, n_views=2, shapes=2),
        Scale("small", n_products=1_200, n_shoppers=2_500, n_sessions=29_000, n_views=3, shapes=64),
        Scale(
            "medium", n_products=10_000, n_shoppers=14_000, n_sessions=140_000, n_views=3, shapes=12
        ),
        Scale(
            "large", n_products=100_000, n_shoppers=40_000, n_sessions=300_000, n_views=1, shapes=3
        ),
    )
}


def scale_named(name: str) -> Scale:
    """Return the scale with that name.

    Raises: ValueError: if there is none.
    """
    try:
        return SCALES[name]
    except KeyError:
        raise ValueError(f"DEMO_SCALE {name!r} is unknown: choose {', '.join(SCALES)}.") from None
