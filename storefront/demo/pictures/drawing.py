"""What to draw, and drawing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.text import slugify

from storefront.demo.archetypes import ARCHETYPES, POSITION
from storefront.demo.dice import Dice
from storefront.demo.pictures import (
    backdrop,
    bags,
    care,
    clothes,
    coffee,
    cookware,
    covers,
    decoration,
    devices,
    garden,
    lamps,
    seating,
    sports,
    stationery,
    table,
    textiles,
    toys,
    wear,
)
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.framing import FLAT, HANGING, Frame, frame_of, share_beside
from storefront.demo.pictures.tones import natural, surface

WIDTH = 800
HEIGHT = 800
"""Pixels; every picture is square."""

DRAWINGS: dict[str, Callable[[Easel], None]] = {
    **bags.DRAWINGS,
    **care.DRAWINGS,
    **clothes.DRAWINGS,
    **coffee.DRAWINGS,
    **cookware.DRAWINGS,
    **covers.DRAWINGS,
    **decoration.DRAWINGS,
    **devices.DRAWINGS,
    **garden.DRAWINGS,
    **lamps.DRAWINGS,
    **seating.DRAWINGS,
    **sports.DRAWINGS,
    **stationery.DRAWINGS,
    **table.DRAWINGS,
    **textiles.DRAWINGS,
    **toys.DRAWINGS,
    **wear.DRAWINGS,
}
"""Archetype to the function that draws it, standing on y = 330 in the middle of 400 × 400."""

FRONT, SCENE, OTHER_SIDE = range(3)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole input of one picture; equal drawings are one file."""

    archetype: str
    material: str
    colour: str
    shape: int
    """Which of several proportions and details."""
    view: int
    """``FRONT``: the product alone; ``SCENE``: beside what it is used with; ``OTHER_SIDE``: mirrored."""
    detail: str = ""
    """The value of the trait that is drawn, where one is (:attr:`Archetype.drawn`)."""

    @property
    def path(self) -> str:
        """Where the file stands below the media folder."""
        words = (self.colour, self.material, self.detail, str(self.shape), str(self.view))
        return f"products/demo/{self.archetype}/{slugify(' '.join(words))}.svg"


def draw(drawing: Drawing) -> str:
    """Return the SVG of a drawing."""
    easel = Easel(
        colour=drawing.colour,
        material=drawing.material,
        main=surface(drawing.colour, drawing.material),
        own=natural(drawing.material),
        dice=_dice(drawing, f"backdrop/{drawing.colour}/{drawing.view}"),
        detail=drawing.detail,
    )
    (_front, _scene, _other_side)[drawing.view](easel, drawing)
    return easel.svg()


def _front(easel: Easel, drawing: Drawing) -> None:
    backdrop.plain(easel)
    _product(easel, drawing, frame_of(drawing.archetype))


def _scene(easel: Easel, drawing: Drawing) -> None:
    """Draw the product on a table or floor, with something it goes with a step behind it."""
    if drawing.archetype in FLAT:
        backdrop.table_top(easel)
    else:
        backdrop.room(easel)
    frame, partner = frame_of(drawing.archetype), _partner(drawing, easel.dice)
    if drawing.archetype in HANGING:
        backdrop.sprig(easel, 330, 330)
        _product(easel, drawing, Frame(frame.scale * 0.86, frame.x - 14, frame.y - 34))
    elif partner is None and drawing.archetype in FLAT:
        backdrop.twig(easel)
        _product(easel, drawing, Frame(frame.scale * 0.94, frame.x - 10, frame.y + 4))
    elif partner is None:
        backdrop.sprig(easel, 322, 322)
        _product(easel, drawing, Frame(frame.scale * 0.9, frame.x - 26, frame.y + 14))
    else:
        share = share_beside(drawing.archetype, partner.archetype)
        _beside(easel, partner, frame_of(partner.archetype), share)
        _product(easel, drawing, Frame(frame.scale * 0.82, frame.x - 52, frame.y + 16))


def _other_side(easel: Easel, drawing: Drawing) -> None:
    backdrop.arch(easel)
    frame = frame_of(drawing.archetype)
    is_flipped = drawing.archetype not in HANGING
    _product(easel, drawing, Frame(frame.scale * 0.94, -frame.x, frame.y + 4), flip=is_flipped)


def _product(easel: Easel, drawing: Drawing, frame: Frame, *, flip: bool = False) -> None:
    easel.dice = _dice(drawing, "product")
    with easel.moved(frame.x, frame.y, scale=frame.scale, flip=flip):
        DRAWINGS[drawing.archetype](easel)


def _beside(easel: Easel, partner: Drawing, frame: Frame, share: float) -> None:
    """Draw the partner in its own colours, smaller and to the right."""
    with easel.lent(
        colour=partner.colour,
        material=partner.material,
        main=surface(partner.colour, partner.material),
        own=natural(partner.material),
        dice=_dice(partner, "product"),
    ):
        scale = frame.scale * 0.82 * share
        with easel.moved(frame.x * share + 96, (frame.y - 16) * share - 4, scale=scale):
            DRAWINGS[partner.archetype](easel)


def _partner(drawing: Drawing, dice: Dice) -> Drawing | None:
    """Choose one of the kinds that are bought with this one and would stand beside it."""
    mine = ARCHETYPES[POSITION[drawing.archetype]]
    is_flat = drawing.archetype in FLAT
    fitting = [
        code
        for code in mine.complements
        if code != mine.code
        and code not in HANGING
        and (code in FLAT) == is_flat
        and share_beside(mine.code, code)
    ]
    if not fitting:
        return None
    other = ARCHETYPES[POSITION[dice.pick(fitting)]]
    material = dice.pick(other.materials) if other.materials else ""
    return Drawing(other.code, material, dice.pick(other.colours), dice.roll(64), FRONT)


def _dice(drawing: Drawing, part: str) -> Dice:
    """Start the choices of one part; a product's own proportions are the same in every view and colour."""
    key = f"{drawing.archetype}/{drawing.shape}/{part}"
    return Dice(int.from_bytes(blake2b(key.encode(), digest_size=8).digest()))
