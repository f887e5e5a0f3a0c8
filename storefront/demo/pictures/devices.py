"""Things with plugs and batteries."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at, number
from storefront.demo.pictures.tones import Tones, tones

_BLACK = tones("#33312f")
_STEEL = tones("#b9bdc0", "metal")


def headphones(easel: Easel) -> None:
    """Draw over-ear headphones, standing."""
    band = easel.main
    pad = tones(easel.dice.pick(("#3a3836", "#6b5a4a", "#8e8f8f")))
    easel.ground(200, 326, 126)
    reach = 96 + easel.dice.roll(8)
    arc = f"M{200 - reach} 244C{200 - reach - 8} 60 {200 + reach + 8} 60 {200 + reach} 244"
    easel.line(arc, band.deep, 24)
    easel.line(arc, band.base, 18)
    easel.line(
        f"M{200 - reach + 3} 220C{200 - reach} 78 {200 + reach - 30} 70 {200 + reach - 16} 150",
        band.light,
        4,
        opacity=0.7,
    )
    easel.line(f"M{200 - 54} 124C170 104 230 104 {200 + 54} 124", pad.base, 15)
    for side in (-1, 1):
        x = 200 + side * reach
        easel.solid(paths.box(x - 7, 200, 14, 40, 5), _STEEL)
        easel.solid(paths.box(x - side * 34 - 17, 226, 34, 94, 17), pad)
        cup = paths.box(min(x - side * 18, x + side * 26), 220, 44, 106, 22)
        easel.solid(cup, band)
        easel.line(f"M{x + side * 10} 244V300", band.deep, 2.4, opacity=0.5)
        easel.oval(x + side * 4, 262, 5, 5, band.glow, opacity=0.8)


def speaker(easel: Easel) -> None:
    """Draw a speaker with a fabric front: box, cylinder or round."""
    easel.ground(200, 326, 108)
    kind = easel.dice.roll(3)
    frame = easel.own if easel.own.finish in ("wood", "metal") else easel.main
    weave = easel.main.on("cloth")
    if kind == 0:
        easel.solid(paths.box(86, 170, 228, 154, 22), frame)
        front = paths.box(98, 184, 204, 126, 14)
        easel.path(front, easel.gradient(((0, weave.light), (1, weave.shade)), "xy"))
        easel.path(front, easel.pattern("cloth", weave))
        easel.tube("M150 170C150 120 250 120 250 170", tones("#97592f"), 10)
        easel.solid(paths.oval(276, 206, 13, 13), tones("#c1a055", "metal"))
    elif kind == 1:
        easel.solid(paths.cylinder(200, 120, 322, 70, 70), weave)
        easel.solid(paths.cylinder(200, 296, 324, 71, 71), frame)
        easel.oval(200, 120, 70, 11, frame.light)
        easel.oval(200, 120, 58, 8.4, frame.shade)
        easel.oval(200, 119, 9, 2.4, "#fff", opacity=0.8)
    else:
        easel.solid(paths.box(112, 112, 176, 212, 24), frame)
        for cy, radius in ((174, 30), (254, 52)):
            easel.oval(200, cy, radius + 7, radius + 7, frame.deep)
            easel.path(
                paths.oval(200, cy, radius, radius),
                easel.gradient(((0, "#57534e"), (1, "#2b2927")), "xy"),
            )
            easel.path(
                paths.oval(200, cy, radius * 0.42, radius * 0.42),
                easel.gradient(((0, "#8d8780"), (1, "#4a4642")), "xy"),
            )


def headphone_stand(easel: Easel) -> None:
    """Draw an arched stand on a foot."""
    body = (
        easel.main
        if easel.main.finish in ("wood", "metal")
        else easel.own
        if easel.colour not in ("black", "white")
        else easel.main
    )
    easel.ground(200, 328, 92)
    easel.solid(paths.cylinder(200, 308, 326, 78, 80), body)
    easel.flat(paths.oval(200, 308, 78, 12.5), body)
    if easel.dice.chance(50):
        easel.tube("M200 306V150", body, 15)
        easel.solid(
            "M122 152C122 104 278 104 278 152q0 10 -10 10q-8 0 -10 -8C246 126 154 126 142 154q-2 8 -10 8q-10 0 -10 -10z",
            body,
            axis="y",
        )
    else:
        easel.line("M156 306V170C156 96 244 96 244 170V306", body.deep, 20)
        easel.line("M155 305V169C155 96 243 96 243 169V305", body.base, 15)
        easel.line("M151 300V168C153 130 168 116 190 112", body.light, 3.4, opacity=0.8)


def keyboard(easel: Easel) -> None:
    """Draw a keyboard in perspective, three of its keys in an accent."""
    case = easel.main
    easel.oval(204, 286, 180, 56, easel.halo("#1f1a14", opacity=0.36))
    easel.path(paths.polygon([(62, 196), (338, 196), (378, 306), (22, 306)], 12), case.deep)
    top = paths.polygon([(62, 188), (338, 188), (378, 296), (22, 296)], 12)
    easel.path(top, easel.gradient(((0, case.light), (1, case.base)), "xy"))
    key = tones("#f3eee3") if easel.dice.chance(60) else tones(case.glow)
    accent = tones(easel.dice.pick(("#c4714f", "#cc9a35", "#2f6d70", "#b7483f")))
    for row in range(5):
        _key_row(easel, row, key, accent)


def _key_row(easel: Easel, row: int, key: Tones, accent: Tones) -> None:
    """Draw one row: a long key at each end, equal ones (or the space bar) between."""
    y, half = 206 + row * 18.4, 129 * (1 + row * 0.072)
    ends = (1.0, 1.4, 1.7, 2.1, 3.4)[row]
    between = 12 - row % 4 if row < 4 else 1
    unit = 2 * half / (2 * ends + (between if row < 4 else 6.4))
    left, right = 200 - half, 200 + half
    inner = unit * ends
    step = (2 * half - 2 * inner) / between
    bars = (
        (left + 1.5, left + inner - 1.5, accent if row == 0 else key, ""),
        (right - inner + 1.5, right - 1.5, accent if row == 2 else key, ""),
        (left + inner + 1.5, right - inner, accent if row == 4 else key, f"{number(step - 3)} 3"),
    )
    for start, stop, tone, dash in bars:
        easel.line(f"M{at(start, y + 2.6)}H{number(stop)}", tone.shade, 13.4, dash=dash, cap="butt")
        easel.line(f"M{at(start, y)}H{number(stop)}", tone.base, 13.4, dash=dash, cap="butt")


def mouse(easel: Easel) -> None:
    """Draw a mouse seen from above at an angle."""
    shell = easel.main
    with easel.moved(0, -30, turn=-18):
        easel.oval(210, 236, 92, 128, easel.halo("#1f1a14", opacity=0.4))
        wide = 76 + easel.dice.roll(10)
        body = paths.closed(
            [
                (200, 96),
                (200 + wide * 0.78, 130),
                (200 + wide, 230),
                (200 + wide * 0.7, 318),
                (200, 340),
                (200 - wide * 0.7, 318),
                (200 - wide, 230),
                (200 - wide * 0.78, 130),
            ],
            smooth=0.95,
        )
        easel.path(
            body, easel.gradient(((0, shell.glow), (0.5, shell.base), (1, shell.deep)), "xy")
        )
        easel.line(
            f"M200 98V214M{200 - wide + 3} 214Q200 236 {200 + wide - 3} 214",
            shell.deep,
            2.4,
            opacity=0.6,
        )
        easel.solid(paths.box(189, 140, 22, 50, 11), _BLACK)
        easel.line("M193 152h14M193 162h14M193 172h14", "#6d6a66", 2.4)
        easel.oval(168, 262, 26, 44, "#fff", opacity=0.16)


def power_bank(easel: Easel) -> None:
    """Draw a flat battery standing upright, a cable beside it."""
    shell = easel.main
    easel.ground(200, 328, 88)
    easel.tube(
        "M236 328C330 344 352 300 318 276S250 262 262 196",
        tones(easel.dice.pick(("#33312f", "#97592f", "#f1eee7"))),
        8,
    )
    wide, tall = 62 + easel.dice.roll(14), 196 + easel.dice.roll(20)
    top = 326 - tall
    easel.path(paths.box(196 - wide + 12, top + 4, 2 * wide, tall - 4, 26), shell.deep)
    body = paths.box(190 - wide, top, 2 * wide, tall, 26)
    easel.path(body, easel.gradient(((0, shell.glow), (0.45, shell.base), (1, shell.shade)), "xy"))
    kind = easel.dice.roll(3)
    if kind == 0:
        easel.line(
            paths.oval(190, top + tall * 0.46, wide * 0.56, wide * 0.56), shell.deep, 3, opacity=0.5
        )
    elif kind == 1:
        for step in range(7):
            easel.line(
                f"M{190 - wide + 18} {top + 40 + step * 16}h{2 * wide - 36}",
                shell.deep,
                3,
                opacity=0.35,
            )
    else:
        easel.path(
            f"M{190 - wide} {top + tall * 0.6:.0f}h{2 * wide}V300q0 26 -26 26h-{2 * wide - 52}q-26 0 -26 -26z",
            shell.deep,
            opacity=0.3,
        )
    for step in range(4):
        easel.oval(172 + step * 12, 306, 3, 3, "#fff", opacity=0.9 if step < 3 else 0.35)


def charging_cable(easel: Easel) -> None:
    """Draw a coiled textile cable with two plugs and a strap."""
    cloth = easel.main
    easel.oval(204, 286, 140, 44, easel.halo("#1f1a14", opacity=0.34))
    for step, (rx, ry, y) in enumerate(
        ((112, 74, 226), (106, 70, 216), (109, 72, 206), (102, 68, 196))
    ):
        ring = paths.oval(200 + (step % 2) * 4, y, rx, ry)
        easel.line(ring, cloth.deep, 15)
        easel.line(ring, cloth.base, 11)
        easel.line(ring, cloth.light, 5, dash="3 6", cap="butt")
    for d, x, y, turn in (
        ("M286 250C320 280 330 300 336 316", 336, 316, -16),
        ("M112 250C84 280 76 296 70 308", 70, 308, 16),
    ):
        easel.line(d, cloth.deep, 14)
        easel.line(d, cloth.base, 10)
        with easel.moved(x - 200, y - 330, turn=turn):
            easel.solid(paths.box(188, 322, 24, 38, 7), _BLACK)
            easel.solid(paths.box(192, 358, 16, 16, 4), _STEEL)
    easel.solid(paths.box(184, 122, 34, 76, 10), tones("#97592f"))
    easel.oval(201, 178, 5, 5, "#c1a055")


def phone_case(easel: Easel) -> None:
    """Draw a case from behind with its camera window, the phone's front beside it."""
    skin = easel.main
    easel.ground(206, 330, 116)
    with easel.moved(62, -6, turn=7):
        easel.path(paths.box(140, 90, 116, 236, 24), "#2b2a29")
        easel.path(
            paths.box(146, 96, 104, 224, 19),
            easel.gradient(((0, skin.glow), (1, tones(skin.base).shade)), "xy"),
        )
        easel.path(paths.box(184, 103, 28, 8, 4), "#2b2a29")
    with easel.moved(-30, 0, turn=-4):
        easel.path(paths.box(138, 84, 130, 244, 28), skin.deep)
        body = paths.box(132, 82, 130, 244, 28)
        easel.path(body, easel.gradient(((0, skin.light), (0.5, skin.base), (1, skin.shade)), "xy"))
        if easel.material in ("leather", "cork"):
            easel.line(paths.box(140, 90, 114, 228, 22), skin.deep, 1.6, opacity=0.55, dash="5 4")
        with easel.clip(body):
            _case_art(easel, skin)
        easel.path(paths.box(144, 96, 56, 58, 17), skin.deep)
        for x, y in ((160, 112), (184, 112), (160, 137)):
            easel.oval(x, y, 9.4, 9.4, "#2b2a29")
            easel.oval(x - 2, y - 2, 3, 3, "#7f8a94")
        easel.oval(184, 137, 4, 4, "#f6e9c4")


def _case_art(easel: Easel, skin: Tones) -> None:
    kind = easel.dice.roll(4)
    accent = easel.dice.pick((skin.glow, skin.deep, "#f3ead8"))
    if kind == 0:
        for step in range(8):
            easel.line(f"M120 {176 + step * 20}h160", accent, 4, opacity=0.6)
    elif kind == 1:
        easel.oval(230, 300, 74, 74, accent, opacity=0.6)
        easel.oval(150, 330, 60, 60, skin.deep, opacity=0.4)
    elif kind == 2:
        easel.path("M132 236q66 -40 130 0v100H132z", accent, opacity=0.55)


def laptop_sleeve(easel: Easel) -> None:
    """Draw a sleeve, laptop half out."""
    finish = easel.main.finish if easel.main.finish in ("leather", "knit") else "cloth"
    skin = easel.main.on(finish)
    easel.oval(204, 318, 160, 26, easel.halo("#1f1a14", opacity=0.36))
    easel.solid(paths.box(96, 116, 222, 160, 10), tones("#c6c9cb", "metal"), axis="xy")
    easel.oval(207, 150, 10, 10, "#a4a9ac")
    front = paths.box(62, 172, 276, 148, 16)
    easel.path(paths.box(66, 178, 276, 148, 16), skin.deep)
    easel.solid(front, skin, axis="xy")
    easel.line(paths.box(70, 180, 260, 132, 11), skin.deep, 1.6, opacity=0.55, dash="6 4")
    kind = easel.dice.roll(3)
    strap = tones(easel.dice.pick(("#97592f", "#33312f", "#d8c39c")))
    if kind == 0:
        easel.solid(paths.box(186, 158, 28, 62, 7), strap)
        easel.oval(200, 206, 5, 5, "#c1a055")
    elif kind == 1:
        easel.line("M78 190h240", skin.deep, 5, opacity=0.7)
        easel.path(paths.box(296, 186, 7, 22, 2), "#c1a055")
    else:
        easel.flat(paths.box(236, 268, 72, 30, 4), strap)


DRAWINGS = {
    "headphones": headphones,
    "speaker": speaker,
    "headphone-stand": headphone_stand,
    "keyboard": keyboard,
    "mouse": mouse,
    "power-bank": power_bank,
    "charging-cable": charging_cable,
    "phone-case": phone_case,
    "laptop-sleeve": laptop_sleeve,
}
