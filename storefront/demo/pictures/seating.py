"""Furniture: things to sit on, put things on and put things in."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import Tones, tones

_OAK = tones("#c49a66", "wood")
_WALNUT = tones("#755039", "wood")
_CORD = tones("#d8c39c", "woven")


def _legs(easel: Easel) -> Tones:
    """Return what frame and legs are made of."""
    if easel.own.finish in ("wood", "metal"):
        return easel.own
    return (_OAK, _WALNUT)[easel.dice.roll(2)]


def chair(easel: Easel) -> None:
    """Draw a chair from the front, turned a little."""
    frame = easel.main
    easel.ground(204, 330, 88)
    kind = easel.dice.roll(4)
    for x, lean in ((150, 4), (262, -4)):
        easel.tube(f"M{x} 92L{x + lean} 318", frame, 10)
    back = (
        paths.box(146, 92, 118, 44, 20),
        paths.closed(
            [(146, 96), (205, 82), (264, 96), (262, 150), (205, 160), (148, 150)], smooth=0.7
        ),
        paths.box(146, 96, 118, 20, 10),
        paths.closed(
            [(142, 104), (205, 74), (268, 104), (258, 196), (205, 204), (152, 196)], smooth=0.8
        ),
    )[kind]
    if kind == 2:
        for x in (172, 194, 216, 238):
            easel.tube(f"M{x} 110L{x} 220", frame, 5.5)
        easel.tube("M150 152H262", frame, 5)
    easel.solid(back, frame)
    easel.tube("M140 228L126 328", frame, 11)
    easel.tube("M272 228L290 328", frame, 11)
    easel.tube("M136 284H282", frame, 6)
    seat = paths.closed(
        [(126, 216), (205, 202), (286, 216), (292, 236), (205, 246), (120, 236)], smooth=0.8
    )
    cane = tones("#d2b88a", "woven")
    padded = tones(easel.dice.pick(("#cbbba0", "#94a98a", "#c98b8b", "#5a7897")), "cloth")
    top = easel.shown(
        {"plywood": frame, "paper cord": _CORD, "upholstered": padded, "woven cane": cane}
    )
    with easel.moved(0, 9):
        easel.path(seat, frame.deep)
    easel.solid(seat, top, axis="y")


def armchair(easel: Easel) -> None:
    """Draw a low, generous chair with a loose seat cushion; arms padded or of bare wood."""
    cover, legs = easel.main, _legs(easel)
    easel.ground(200, 332, 128)
    for x, lean in ((112, -8), (288, 8), (144, -3), (256, 3)):
        easel.tube(f"M{x} 290L{x + lean} 330", legs, 9)
    back = (
        paths.closed(
            [(112, 250), (104, 150), (142, 92), (200, 84), (258, 92), (296, 150), (288, 250)],
            smooth=0.9,
        ),
        paths.box(108, 88, 184, 180, 30 + 12 * easel.dice.roll(4)),
        paths.closed(
            [(92, 246), (86, 176), (128, 112), (200, 98), (272, 112), (314, 176), (308, 246)]
        ),
        paths.closed(
            [(98, 250), (78, 140), (104, 82), (200, 92), (296, 82), (322, 140), (302, 250)],
            smooth=0.8,
        ),
    )[easel.dice.roll(4)]
    easel.solid(back, cover)
    with easel.clip(back):
        _upholstery(easel, cover)
    _arms_and_seat(easel, cover, legs)


def stool(easel: Easel) -> None:
    """Draw a round stool on three or four legs, low or at bar height."""
    seat, legs = easel.main, easel.main if easel.dice.chance(50) else _legs(easel)
    top = 140 + 46 * easel.dice.roll(3)
    wide = 72 + easel.dice.roll(14)
    spread = 20 + (330 - top) * 0.1
    easel.ground(200, 330, wide + 20)
    easel.tube(f"M{at(186, top + 12)}L{at(180 - spread * 0.2, 320)}", legs, 11)
    middle = top + (330 - top) * 0.62
    easel.line(
        f"M{at(200 - wide * 0.72 - spread * 0.4, middle)}Q200 {middle + 16:.0f} {at(200 + wide * 0.72 + spread * 0.4, middle)}",
        legs.shade,
        6,
    )
    for side in (-1, 1):
        easel.tube(
            f"M{at(200 + side * wide * 0.6, top + 10)}L{at(200 + side * (wide * 0.66 + spread), 330)}",
            legs,
            12,
        )
    easel.solid(paths.cylinder(200, top, top + 14, wide, wide, dip=0.2), seat)
    easel.flat(paths.oval(200, top, wide, wide * 0.2), seat)
    easel.path(paths.oval(200, top + 2, wide * 0.7, wide * 0.12), seat.shade, opacity=0.25)


def side_table(easel: Easel) -> None:
    """Draw a round table on three legs, a pedestal or as a drum."""
    top, wide = 176 + easel.dice.roll(22), 104 + easel.dice.roll(16)
    easel.ground(200, 330, wide * 0.9)
    kind = easel.dice.roll(3)
    if kind == 0:
        for x0, x1 in ((172, 156), (132, 106), (268, 294)):
            easel.tube(f"M{x0} {top + 8}L{x1} 330", easel.main, 10)
    elif kind == 1:
        easel.solid(paths.lathe(200, [(top, 12), (top + 60, 12), (308, 22), (328, 58)]), easel.main)
    else:
        easel.solid(paths.cylinder(200, top, 324, wide * 0.84, wide * 0.84, dip=0.17), easel.main)
    easel.solid(paths.cylinder(200, top - 12, top + 2, wide, wide, dip=0.2), easel.main)
    easel.flat(paths.oval(200, top - 12, wide, wide * 0.2), easel.main)
    easel.line(
        paths.oval(200, top - 12, wide - 5, wide * 0.2 - 3), easel.main.shade, 1.6, opacity=0.6
    )


def desk(easel: Easel) -> None:
    """Draw a writing desk with drawers, legs tapering."""
    body, legs = easel.main, easel.main if easel.dice.chance(60) else _legs(easel)
    easel.ground(200, 332, 158)
    for x, lean in ((84, -2), (316, 2)):
        easel.path(
            paths.polygon(
                [(x - 8, 228), (x + 10, 228), (x + 6 + lean, 322), (x - 4 + lean, 322)], 3
            ),
            legs.deep,
        )
    drawers = easel.shown({"2": 2, "3": 3})
    easel.solid(paths.box(58, 204, 284, 44, 5), body, axis="y")
    width = 268 / drawers
    for step in range(drawers):
        left = 66 + step * width
        easel.flat(paths.box(left, 210, width - 6, 33, 4), body)
        easel.line(f"M{at(left + width / 2 - 15, 224)}h24", tones("#c1a055").shade, 4)
    for x, lean in ((62, -6), (338, 6)):
        easel.solid(
            paths.polygon(
                [(x - 9, 244), (x + 9, 244), (x + 5 + lean, 334), (x - 5 + lean, 334)], 3
            ),
            legs,
        )
    easel.solid(
        paths.polygon([(40, 206), (62, 186), (338, 186), (360, 206), (358, 212), (42, 212)], 4),
        body,
        axis="y",
    )
    easel.flat(paths.polygon([(42, 205), (64, 187), (336, 187), (358, 205)], 3), body)


def bookcase(easel: Easel) -> None:
    """Draw open shelves with a few books and a bowl."""
    frame = easel.main
    wide, top = 84 + easel.dice.roll(26), 84
    left, right = 200 - wide, 200 + wide
    easel.ground(200, 332, wide + 30)
    shelves = easel.shown({"3": 3, "4": 4, "5": 5})
    gap = (322 - top) / shelves
    if easel.dice.chance(60):
        easel.path(paths.box(left, top, 2 * wide, 322 - top, 3), frame.deep, opacity=0.45)
    for step in range(shelves):
        _books(easel, left + 16, right - 14, top + gap * (step + 1) - 3, gap - 18)
    for step in range(shelves + 1):
        easel.solid(paths.box(left - 4, top + gap * step - 5, 2 * wide + 8, 10, 3), frame, axis="y")
    for x in (left - 4, right - 6):
        easel.solid(paths.box(x, top - 8, 10, 342 - top, 3), frame)


def _books(easel: Easel, left: float, right: float, shelf: float, room: float) -> None:
    palette = (
        "#2f4260",
        "#b7483f",
        "#cc9a35",
        "#94a98a",
        "#eadfc8",
        "#2f6d70",
        "#c4714f",
        "#6a4560",
    )
    backs: dict[str, list[str]] = {}
    shine: list[str] = []
    x = left + easel.dice.roll(14)
    stop = right - easel.dice.roll(60)
    while x < stop:
        width, height = 9 + easel.dice.roll(8), round(room * (0.62 + 0.06 * easel.dice.roll(6)))
        place = f"M{at(x, shelf)}v-{height}h"
        backs.setdefault(easel.dice.pick(palette), []).append(f"{place}{width}v{height}z")
        shine.append(f"{place}2v{height}z")
        x += width + 1
    for colour, shapes in backs.items():
        easel.path("".join(shapes), colour)
    easel.path("".join(shine), "#fff", opacity=0.22)
    if right - x > 34:
        pot = tones(easel.dice.pick(palette))
        easel.solid(paths.lathe(x + 20, [(shelf - 18, 13), (shelf - 8, 14), (shelf - 1, 8)]), pot)


def sideboard(easel: Easel) -> None:
    """Draw a long, low cupboard on legs, doors plain, slatted or woven."""
    body, legs = easel.main, _legs(easel)
    easel.ground(200, 330, 166)
    for x, lean in ((74, -6), (326, 6)):
        easel.solid(
            paths.polygon(
                [(x - 8, 284), (x + 8, 284), (x + 4 + lean, 332), (x - 4 + lean, 332)], 3
            ),
            legs,
        )
    easel.solid(paths.box(36, 178, 328, 112, 9), body)
    doors = easel.shown({"2": 2, "3": 3})
    width, kind = 312 / doors, easel.dice.roll(3)
    for step in range(doors):
        left = 44 + step * width
        panel = paths.box(left, 188, width - 6, 92, 5)
        easel.flat(panel, tones("#d2b88a", "woven") if kind == 1 else body)
        if kind == 0:
            slats = "".join(
                f"M{at(left + 9 + slat * 11, 192)}v84" for slat in range(int(width // 11))
            )
            easel.line(slats, body.shade, 3)
        easel.line(panel, body.deep, 1.6, opacity=0.6)
        easel.oval(left + width - 18, 232, 4, 4, "#c1a055")
    easel.path(paths.box(34, 174, 332, 9, 4), body.light)


def basket(easel: Easel) -> None:
    """Draw a woven basket with handles and something soft inside."""
    wide, tall = 88 + easel.dice.roll(16), 110 + easel.dice.roll(40)
    top = 322 - tall
    weave = easel.main.on("woven")
    easel.ground(200, 326, wide + 16)
    soft = tones(easel.dice.pick(("#eadfc8", "#94a98a", "#c98b8b", "#93b4c9", "#cc9a35")), "knit")
    easel.solid(
        paths.closed(
            [
                (200 - wide * 0.8, top + 10),
                (150, top - 26),
                (196, top - 14),
                (246, top - 34),
                (200 + wide * 0.84, top + 10),
                (200, top + 30),
            ]
        ),
        soft,
    )
    kind = easel.dice.roll(3)
    profile = (
        [(top, wide * 0.92), (top + tall * 0.5, wide), (322, wide * 0.8)],
        [(top, wide), (322, wide * 0.74)],
        [(top, wide * 0.76), (top + tall * 0.45, wide), (322, wide * 0.72)],
    )[kind]
    body = paths.lathe(200, profile, dip=0.15)
    easel.solid(body, weave)
    if easel.dice.chance(45):
        with easel.clip(body):
            easel.path(
                paths.cylinder(200, top + tall * 0.6, 322, 130, 130), easel.main.deep, opacity=0.45
            )
    rim = profile[0][1]
    easel.line(
        f"M{at(200 - rim, top)}a{at(rim, rim * 0.15)} 0 0 0 {at(2 * rim, 0)}", easel.main.light, 9
    )
    strap = tones("#97592f")
    for side in (-1, 1):
        x = 200 + side * rim * 0.62
        easel.tube(
            f"M{at(x - 20, top + 24)}C{at(x - 20, top - 40)} {at(x + 20, top - 40)} {at(x + 20, top + 24)}",
            strap,
            8,
        )


def _upholstery(easel: Easel, cover: Tones) -> None:
    """Sew channels or buttons into a back, or leave it plain."""
    easel.path("M60 60H150Q120 160 130 270H60z", cover.glow, opacity=0.25)
    kind = easel.dice.roll(4)
    if kind == 0:
        channels = "".join(
            f"M{x} 84Q{x - (x - 200) * 0.12:.0f} 160 {x} 250"
            for x in (124, 150, 175, 200, 225, 250, 276)
        )
        easel.line(channels, cover.shade, 2.6, opacity=0.85)
    elif kind == 1:
        buttons = [
            (164.0, 138.0),
            (200, 138),
            (236, 138),
            (146, 176),
            (182, 176),
            (218, 176),
            (254, 176),
        ]
        easel.specks(buttons, cover.deep, 7, opacity=0.7)
    elif kind == 2:
        easel.line("M90 170Q200 186 310 170", cover.shade, 3, opacity=0.8)


def _arms_and_seat(easel: Easel, cover: Tones, legs: Tones) -> None:
    cushion = paths.closed(
        [(120, 236), (200, 224), (280, 236), (288, 262), (200, 278), (112, 262)], smooth=0.85
    )
    easel.solid(paths.box(96, 250, 208, 52, 24), cover)
    easel.solid(cushion, cover, axis="y")
    easel.line("M118 264q82 22 164 0", cover.deep, 2, opacity=0.5)
    if legs.finish == "wood" and easel.dice.chance(35):
        for side in (-1, 1):
            x = 200 + side * 112
            easel.tube(f"M{x - side * 4} 204L{x + side * 6} 328", legs, 10)
            easel.tube(f"M{x - side * 24} 196Q{x} 186 {x + side * 12} 208", legs, 13)
        return
    for x, flip in ((74, 1), (326, -1)):
        arm = [
            (x, 204),
            (x + flip * 20, 190),
            (x + flip * 44, 204),
            (x + flip * 46, 290),
            (x + flip * 26, 304),
            (x + flip * 4, 290),
        ]
        easel.solid(paths.closed(arm, smooth=0.7), cover)


DRAWINGS = {
    "chair": chair,
    "armchair": armchair,
    "stool": stool,
    "side-table": side_table,
    "desk": desk,
    "bookcase": bookcase,
    "sideboard": sideboard,
    "basket": basket,
}
