"""Toys and games."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.tones import Tones, tones

_TOYS = ("#b7483f", "#e3bb4e", "#44698f", "#94a98a", "#e08a73", "#2f6d70", "#f1eee7")
_WOOD = tones("#d9b88a", "wood")
_STEEL = tones("#b9bdc0", "metal")


def building_blocks(easel: Easel) -> None:
    """Draw a small tower of blocks: arches, cubes, a roof."""
    easel.ground(200, 328, 126)
    paint = easel.dice.chance(70)
    colours = easel.dice.draw(_TOYS, 6)

    def tone(place: int) -> Tones:
        return tones(colours[place]) if paint and place % 4 != 3 else _WOOD

    layout = easel.dice.roll(3)
    for x, place in ((104, 0), (232, 1)):
        easel.solid(paths.box(x, 264, 64, 62, 5), tone(place))
    easel.solid(paths.box(168, 264, 62, 62, 5), tone(3)) if layout == 0 else None
    arch = "M104 262V206q0 -6 6 -6H290q6 0 6 6v56h-48a48 42 0 0 0 -96 0z"
    easel.solid(arch, tone(2), axis="y")
    easel.solid(paths.box(122, 142, 56, 56, 5), tone(4))
    if layout == 1:
        easel.solid(paths.cylinder(250, 140, 194, 28, 28), tone(5))
        easel.solid(paths.polygon([(216, 138), (250, 92), (284, 138)], 6), tone(0))
    else:
        easel.solid(paths.box(222, 142, 56, 56, 5), tone(5))
        easel.solid("M222 140a28 28 0 0 1 56 0z", tone(1))
    easel.solid(paths.polygon([(114, 140), (150, 92), (186, 140)], 6), tone(3))
    easel.solid(paths.oval(330, 308, 20, 20), tone(4), axis="xy")


def plush_bear(easel: Easel) -> None:
    """Draw a sitting animal: bear, rabbit, fox or owl."""
    fur = easel.main.on("matte")
    pale = tones(fur.glow)
    easel.ground(200, 328, 118)
    kind = easel.shown({"bear": 0, "rabbit": 1, "fox": 2, "owl": 3})
    _ears(easel, fur, pale, kind)
    easel.solid(
        paths.closed([(200, 190), (262, 230), (268, 300), (200, 328), (132, 300), (138, 230)]),
        fur,
        axis="xy",
    )
    easel.path(
        paths.closed([(200, 226), (238, 256), (236, 304), (200, 318), (164, 304), (162, 256)]),
        pale.base,
    )
    for x, flip in ((130, -1), (270, 1)):
        arm = [
            (x - flip * 8, 214),
            (x + flip * 22, 244),
            (x + flip * 14, 282),
            (x - flip * 14, 270),
        ]
        easel.solid(paths.closed(arm), fur, axis="xy")
        easel.solid(paths.oval(x + flip * 6, 304, 33, 25), fur, axis="xy")
        easel.path(paths.oval(x + flip * 8, 304, 17, 14), pale.base)
    easel.solid(
        paths.closed([(200, 92), (262, 122), (268, 172), (200, 206), (132, 172), (138, 122)]),
        fur,
        axis="xy",
    )
    _face(easel, pale, kind)
    if easel.dice.chance(50):
        scarf = easel.dice.pick(_TOYS[:4])
        easel.line("M150 204Q200 228 250 204", scarf, 15)
        easel.line("M232 212l14 44", scarf, 14)


def _ears(easel: Easel, fur: Tones, pale: Tones, kind: int) -> None:
    """Draw what sticks out of the head: round, long, or pointed ears."""
    if kind == 1:
        for x, turn in ((168, -8), (232, 9)):
            for size, paint in ((1.0, fur), (0.55, tones("#e3b9ac"))):
                high, wide = 52 * size, 19 * size
                ear = [(x, 90 - high), (x + wide, 84.0), (x, 90 + high), (x - wide, 84.0)]
                easel.solid(
                    paths.closed(paths.turned(ear, x, 140, turn), smooth=0.9), paint, axis="xy"
                )
        return
    for x in (144, 256):
        tip = x + (200 - x) * (-0.3 if kind == 3 else 0.1)
        pointed = paths.polygon([(x - 28, 130.0), (tip, 66.0), (x + 28, 118.0)], 12)
        easel.solid(paths.oval(x, 108, 27, 27) if kind == 0 else pointed, fur, axis="xy")
        if kind != 3:
            easel.path(paths.oval(x, 108, 13, 13), pale.base)


def _face(easel: Easel, pale: Tones, kind: int) -> None:
    """Draw muzzle and eyes; the owl has large eyes and a beak."""
    if kind == 3:
        for x in (168, 232):
            easel.oval(x, 150, 29, 29, pale.base)
            easel.oval(x, 150, 12, 12, "#3a302a")
            easel.oval(x - 4, 145, 4, 4, "#fff")
        easel.path("M188 166q12 -8 24 0l-12 22z", "#d99a3c")
        return
    if kind == 2:
        easel.path(
            "M140 168Q170 158 200 178Q230 158 260 168Q240 204 200 206Q160 204 140 168z", pale.base
        )
    else:
        easel.path(paths.oval(200, 174, 34, 26), pale.base)
    easel.path(paths.oval(200, 162, 11, 8), "#3a302a")
    easel.line("M200 170v9M186 184q14 10 28 0", "#3a302a", 2.6)
    for x in (170, 230):
        easel.oval(x, 146, 6.4, 7, "#3a302a")
        easel.oval(x - 2, 143, 2.2, 2.2, "#fff")


def wooden_train(easel: Easel) -> None:
    """Draw an engine with one or two wagons."""
    colours = [easel.main.base, *easel.dice.draw(_TOYS, 3)]
    easel.ground(200, 326, 176)
    easel.line("M24 324H376", "#c2a77c", 5)
    easel.line("M150 292H172M262 292h20", "#6b5a4a", 6)
    _wagon(easel, 276, tones(colours[1]), easel.dice.roll(3))
    _wagon(easel, 172, tones(colours[2]), easel.dice.roll(3))
    body = tones(colours[0])
    easel.solid(paths.box(40, 238, 112, 60, 9), body, axis="y")
    easel.solid(paths.box(104, 176, 50, 76, 6), _WOOD)
    easel.path(paths.box(114, 190, 30, 28, 4), "#6b5a4a", opacity=0.6)
    easel.solid(paths.box(96, 164, 66, 16, 7), body, axis="y")
    easel.solid(paths.box(58, 204, 22, 40, 4), _WOOD)
    easel.solid(paths.box(52, 192, 34, 16, 6), tones(colours[3]), axis="y")
    easel.solid(paths.oval(38, 268, 9, 14), tones("#e3bb4e"))
    for x, size in ((68, 23), (126, 23)):
        _wheel(easel, x, size)


def _wagon(easel: Easel, x: float, tone: Tones, load: int) -> None:
    if load == 0:
        for dx, colour in ((22, _TOYS[1]), (52, _TOYS[3]), (72, _TOYS[0])):
            easel.solid(paths.box(x + dx - 12, 214, 26, 40, 4), tones(colour))
    elif load == 1:
        for dx, dy in ((26, 236), (50, 228), (70, 238)):
            easel.solid(paths.oval(x + dx, dy, 15, 15), _WOOD, axis="xy")
    easel.solid(paths.box(x, 248, 92, 50, 8), tone, axis="y")
    easel.line(f"M{x + 10} 264h72", tone.deep, 2.4, opacity=0.4)
    for dx in (22, 70):
        _wheel(easel, x + dx, 18)


def _wheel(easel: Easel, x: float, size: float) -> None:
    marks = (
        '<circle r="20" fill="#4a3f37"/><circle r="20" cx="-1" cy="-1" fill="none" stroke="#6b5a4a" stroke-width="2"/>'
        f'<circle r="13" fill="{_WOOD.shade}"/><circle r="12" cx="-.8" cy="-.8" fill="{_WOOD.light}"/>'
        '<circle r="3.6" fill="#4a3f37"/>'
    )
    easel.stamp(marks, x, 322 - size, scale=size / 20)


def puzzle(easel: Easel) -> None:
    """Draw a picture of interlocking pieces, one of them apart."""
    easel.oval(206, 270, 160, 90, easel.halo("#1f1a14", opacity=0.3))
    colours = easel.dice.draw(
        ("#93b4c9", "#e08a73", "#94a98a", "#cc9a35", "#6a4560", "#f3ead8", "#2f6d70"), 4
    )
    with easel.moved(-2, 4, turn=-4):
        board = "M84 110H316V254H258c8 -30 -40 -30 -30 0H84z" + "M84 254H200V322H84z"
        easel.path("M88 116H320V260H204V330H88z", "#1f1a14", opacity=0.14)
        with easel.clip(board):
            easel.path("M0 0H400V400H0z", colours[0])
            easel.oval(256, 160, 34, 34, colours[1])
            easel.path("M60 230L140 140L196 214L238 172L340 262V400H60z", colours[2])
            easel.path("M60 270q70 -36 140 -6t160 -14V400H60z", colours[3])
        cut = (
            "".join(
                f"M84 {y}h48c-8 -22 30 -22 22 0h52c-8 20 30 20 22 0h88" for y in (158, 206, 254)
            )
            + "".join(f"M{x} 110v36c20 -8 20 26 0 18v40c-20 -8 -20 26 0 18V322" for x in (142, 200))
            + "M258 110v36c20 -8 20 26 0 18v40c-20 -8 -20 26 0 18V254"
        )
        with easel.clip(board):
            easel.line(cut, "#fff", 2.6, opacity=0.75)
    with easel.moved(54, -4, turn=16):
        piece = "M236 262h22c-8 -22 30 -22 22 0h24v22c22 -8 22 30 0 22v22H236z"
        with easel.moved(5, 6):
            easel.path(piece, "#1f1a14", opacity=0.2)
        easel.path(piece, easel.gradient(((0, tones(colours[3]).light), (1, colours[3])), "xy"))


def board_game(easel: Easel) -> None:
    """Draw a box with an illustrated lid, pawns and dice before it."""
    box = easel.main
    easel.ground(200, 322, 140)
    lid = paths.box(84, 102, 232, 186, 8)
    easel.path(paths.box(90, 270, 220, 40, 6), box.deep)
    easel.path(lid, easel.gradient(((0, box.light), (0.5, box.base), (1, box.shade)), "xy"))
    colours = easel.dice.draw(("#f3ead8", "#cc9a35", "#e08a73", "#94a98a", "#93b4c9"), 3)
    with easel.clip(lid):
        kind = easel.dice.roll(4)
        if kind == 0:
            easel.oval(200, 176, 50, 50, colours[0])
            easel.path("M60 262l70 -80l50 56l40 -42l120 92v40H60z", colours[1])
            easel.path("M60 290q70 -34 140 -6t160 -14v60H60z", colours[2])
        elif kind == 1:
            for row in range(5):
                for column in range(6):
                    if (row + column) % 2:
                        easel.path(
                            paths.box(86 + column * 39, 104 + row * 38, 37, 36, 4),
                            colours[row % 3],
                            opacity=0.9,
                        )
        elif kind == 2:
            for step in range(4):
                easel.path(
                    f"M{120 + step * 48} 262V{210 - step % 2 * 40}l22 -22l22 22v{52 + step % 2 * 40}z",
                    colours[step % 3],
                )
            easel.oval(256, 134, 18, 18, colours[0])
        else:
            easel.line(
                "M104 250C150 140 190 270 226 176S290 150 300 128", colours[0], 12, dash="1 19"
            )
            easel.oval(104, 250, 14, 14, colours[1])
            easel.oval(300, 128, 16, 16, colours[2])
        easel.path("M84 262h232v26H84z", box.deep, opacity=0.5)
    easel.line(lid, box.glow, 2, opacity=0.4)
    for x, colour in ((108, colours[1]), (142, "#b7483f"), (292, "#44698f")):
        pawn = tones(colour)
        easel.solid(paths.lathe(x, [(292, 6), (308, 8), (324, 18), (330, 18)]), pawn)
        easel.solid(paths.oval(x, 284, 11, 11), pawn, axis="xy")
    with easel.moved(38, 2, turn=10):
        easel.solid(paths.box(196, 294, 36, 36, 8), tones("#f7f3ea"), axis="xy")
        for x, y in ((206, 304), (214, 312), (222, 320)):
            easel.oval(x, y, 3.4, 3.4, "#33312f")


DRAWINGS = {
    "building-blocks": building_blocks,
    "plush-bear": plush_bear,
    "wooden-train": wooden_train,
    "puzzle": puzzle,
    "board-game": board_game,
}
