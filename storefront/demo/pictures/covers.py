"""Drawn book covers, without a word on them: kitchens, rooms and stories."""

from __future__ import annotations

from collections.abc import Callable

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.marks import leaf
from storefront.demo.pictures.tones import tones

Art = Callable[[Easel, list[str]], None]
"""Draws on a cover of 112–294 × 84–324 with three colours."""

_INKS = ("#f3ead8", "#2f4260", "#cc9a35", "#c4714f", "#94a98a", "#e3b9ac", "#2f6d70", "#8a3b52")


def cookbook(easel: Easel) -> None:
    """Draw a cookery book."""
    _book(easel, (_lemons, _bowl, _leaves, _pot, _cup))


def design_book(easel: Easel) -> None:
    """Draw a book about design."""
    _book(easel, (_arches, _rings, _planes, _vessels, _grid))


def novel(easel: Easel) -> None:
    """Draw a novel."""
    _book(easel, (_waves, _house, _moon, _blooms, _window, _planes))


def _book(easel: Easel, arts: tuple[Art, ...]) -> None:
    """Draw a standing book with its pages and one of the arts on its cover."""
    cover = easel.main
    easel.ground(206, 326, 112)
    thick = 16 + easel.dice.roll(18)
    side = [(292, 92), (292 + thick, 104), (292 + thick, 318), (292, 322)]
    easel.path(paths.polygon([(float(x), float(y)) for x, y in side], 2), "#efe6d4")
    sheets = "".join(f"M{292 + thick * step / 4:.1f} {96 + step * 3}V320" for step in range(1, 4))
    easel.line(sheets, "#cdbfa5", 1)
    front = paths.box(112, 84, 182, 240, 4)
    easel.path(front, easel.gradient(((0, cover.light), (0.5, cover.base), (1, cover.shade)), "xy"))
    inks = [ink for ink in _INKS if ink != cover.base]
    with easel.clip(front):
        easel.dice.pick(arts)(easel, easel.dice.draw(inks, 3))
        easel.path("M112 84h12v240h-12z", cover.deep, opacity=0.4)
        easel.path("M126 84h4v240h-4z", "#fff", opacity=0.14)
    edge = [(112, 324), (294, 324), (292 + thick, 320), (292 + thick, 324), (294, 328), (114, 328)]
    easel.path(paths.polygon([(float(x), float(y)) for x, y in edge], 2), cover.deep)


def _lemons(easel: Easel, inks: list[str]) -> None:
    for x, y, turn in ((168, 150, 20), (240, 196, -30), (170, 252, 60)):
        rind = tones("#e3bb4e")
        lemon = paths.turned(
            [
                (x - 36, y),
                (x - 10, y - 24),
                (x + 30, y - 12),
                (x + 40, y),
                (x + 26, y + 18),
                (x - 12, y + 24),
            ],
            x,
            y,
            turn,
        )
        easel.path(paths.closed(lemon), easel.gradient(((0, rind.light), (1, rind.shade)), "xy"))
        leaf(easel, x + 30, y - 30, 20, turn + 40, tones("#5f7b58"))
    easel.line("M160 304h96", inks[0], 5)


def _bowl(easel: Easel, inks: list[str]) -> None:
    for x, y, size in ((176, 190, 20), (206, 178, 24), (236, 192, 19)):
        easel.oval(x, y, size, size, inks[1])
    easel.path("M140 200h136q-6 64 -68 64t-68 -64z", inks[0])
    easel.path("M182 262h52v12h-52z", inks[0])
    easel.line("M184 150q-8 -14 0 -28M208 142q-8 -14 0 -28M232 150q-8 -14 0 -28", inks[2], 5)


def _leaves(easel: Easel, inks: list[str]) -> None:
    for row in range(4):
        for column in range(3):
            x, y = 156 + column * 48, 128 + row * 52
            easel.path(f"M{x} {y - 22}q24 22 0 44q-24 -22 0 -44z", inks[(row + column) % 3])


def _pot(easel: Easel, inks: list[str]) -> None:
    easel.path("M150 196h116v58q0 22 -22 22h-72q-22 0 -22 -22z", inks[0])
    easel.path("M142 184h132v14H142zM196 168h24v18h-24z", inks[1])
    easel.line("M150 214h-14M266 214h14", inks[0], 10)
    easel.line("M178 150q-8 -14 0 -28M208 146q-8 -14 0 -28M238 150q-8 -14 0 -28", inks[2], 5)


def _cup(easel: Easel, inks: list[str]) -> None:
    easel.path("M150 254h116v12H150zM162 190h92l-10 64h-72z", inks[0])
    easel.line("M252 204q28 0 24 20t-32 18", inks[0], 9)
    easel.line("M190 170q-8 -14 0 -26M214 170q-8 -14 0 -26", inks[1], 5)
    easel.line("M160 108h96", inks[2], 5)


def _arches(easel: Easel, inks: list[str]) -> None:
    easel.path("M146 330V200a62 62 0 0 1 124 0v130z", inks[0])
    easel.path("M172 330V206a36 36 0 0 1 72 0v124z", inks[1])
    easel.oval(208, 232, 14, 14, inks[2])


def _rings(easel: Easel, inks: list[str]) -> None:
    for step in range(5):
        easel.oval(208, 206, 82 - step * 17, 82 - step * 17, inks[step % 3])
    easel.line("M160 308h96", inks[0], 4)


def _planes(easel: Easel, inks: list[str]) -> None:
    easel.path("M128 84L294 220V330H128z", inks[0])
    easel.path("M294 150L170 330H294z", inks[1])
    easel.oval(176, 138, 24, 24, inks[2])


def _vessels(easel: Easel, inks: list[str]) -> None:
    for x, foot, ink in ((158, 270, inks[0]), (208, 290, inks[1]), (256, 262, inks[2])):
        profile = [(foot - 100, 9), (foot - 76, 10), (foot - 40, 27), (foot, 17)]
        easel.path(paths.lathe(x, [(float(y), float(r)) for y, r in profile]), ink)
    easel.path("M112 292h190v40H112z", easel.main.deep)


def _grid(easel: Easel, inks: list[str]) -> None:
    for row in range(4):
        for column in range(3):
            x, y = 148 + column * 44, 112 + row * 48
            easel.path(f"M{x} {y}h38v38a38 38 0 0 1 -38 -38z", inks[(row * 2 + column) % 3])


def _waves(easel: Easel, inks: list[str]) -> None:
    easel.oval(212, 164, 44, 44, inks[0])
    for step, ink in enumerate((inks[1], inks[2], easel.main.deep)):
        easel.path(f"M112 {218 + step * 32}q46 -26 91 0t91 0V330H112z", ink)


def _house(easel: Easel, inks: list[str]) -> None:
    easel.path("M112 268q90 -26 182 6v60H112z", inks[1])
    easel.path("M168 196l44 -38l44 38v74h-88z", inks[0])
    easel.path("M200 230h24v42h-24z", easel.main.deep)
    easel.path("M180 206h14v14h-14z", inks[2])
    easel.oval(250, 126, 15, 15, inks[2])


def _moon(easel: Easel, inks: list[str]) -> None:
    easel.oval(206, 176, 52, 52, inks[0])
    easel.oval(228, 164, 46, 46, easel.main.base)
    stars = [(150, 122), (262, 226), (166, 246), (256, 110), (232, 272), (150, 290)]
    easel.specks(stars, inks[2], 6)


def _blooms(easel: Easel, inks: list[str]) -> None:
    for step in range(3):
        x, y = 180 + step * 34, 140 + step * 16
        easel.line(
            f"M{176 + step * 34} 312C{150 + step * 34} 250 {206 + step * 34} 220 {x} {y}",
            easel.main.deep,
            4,
        )
        easel.oval(x, y - 6, 22, 22, inks[step])
        easel.oval(x, y - 6, 8, 8, easel.main.deep)


def _window(easel: Easel, inks: list[str]) -> None:
    easel.path("M152 132h112v148H152z", inks[0])
    easel.path("M152 240q56 -36 112 0v40H152z", inks[1])
    easel.oval(232, 170, 18, 18, inks[2])
    easel.line("M208 132v148M152 206h112", easel.main.base, 6)
    easel.line("M142 286h132", inks[0], 8)


DRAWINGS = {"cookbook": cookbook, "design-book": design_book, "novel": novel}
