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
    """Draw a speaker with a fabric front: box, cylinder, or two drivers in a case."""
    easel.ground(200, 326, 108)
    frame = easel.own if easel.own.finish in ("wood", "metal") else easel.main
    easel.dice.pick((_radio, _column, _monitor))(easel, frame)


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
    easel.oval(204, 288, 140, 40, easel.halo("#1f1a14", opacity=0.34))
    wide, tall = 92 + easel.dice.roll(26), 54 + easel.dice.roll(26)
    count, weave = 3 + easel.dice.roll(3), easel.dice.pick(("3 6", "2 4", "9 9", ""))
    for step in range(count):
        ring = paths.oval(
            200 + (step % 2) * 5 - easel.dice.roll(4),
            232 - step * 10,
            wide - step * 3,
            tall - step * 2,
        )
        _strand(easel, ring, weave)
    plug = easel.dice.pick((_BLACK, tones("#f1eee7"), _STEEL))
    reach = 56 + easel.dice.roll(26)
    for side in (-1, 1):
        x, y = 200 + side * (wide + 26), 250 + reach
        _strand(
            easel,
            f"M{200 + side * (wide - 12)} 250C{200 + side * (wide + 18)} 276 {200 + side * (wide + 18)} {y - 20} {x} {y}",
            weave,
        )
        with easel.moved(x - 200, y - 330, turn=-14 * side):
            easel.solid(paths.box(188, 322, 24, 38, 7), plug)
            easel.solid(paths.box(192, 358, 16, 16, 4), _STEEL)
    strap = tones(easel.dice.pick(("#97592f", "#33312f", "#d8c39c", easel.main.deep)))
    top = 232 - (count - 1) * 10 - tall
    easel.solid(paths.box(184, top - 12, 34, 40 + count * 10, 10), strap)
    easel.oval(201, top + 14 + count * 10, 5, 5, "#c1a055")


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
    """Draw a sleeve, laptop half out: zip, strap, envelope flap or patch pocket."""
    finish = easel.main.finish if easel.main.finish in ("leather", "knit") else "cloth"
    skin = easel.main.on(finish)
    easel.oval(204, 318, 160, 26, easel.halo("#1f1a14", opacity=0.36))
    rise = 30 + easel.dice.roll(44)
    body = tones(easel.dice.pick(("#c6c9cb", "#8d9093", "#d8cfc2")), "metal")
    easel.solid(paths.box(96, 172 - rise, 222, 160, 10), body, axis="xy")
    easel.oval(207, 172 - rise + 26, 9, 9, body.deep, opacity=0.5)
    easel.path(paths.box(66, 178, 276, 148, 16), skin.deep)
    easel.solid(paths.box(62, 172, 276, 148, 16), skin, axis="xy")
    if easel.dice.chance(70):
        easel.line(paths.box(70, 180, 260, 132, 11), skin.deep, 1.6, opacity=0.55, dash="6 4")
    strap = tones(easel.dice.pick(("#97592f", "#33312f", "#d8c39c")))
    kind = easel.dice.roll(5)
    if kind == 0:
        easel.solid(paths.box(186, 158, 28, 62, 7), strap)
        easel.oval(200, 206, 5, 5, "#c1a055")
    elif kind == 1:
        easel.line("M78 190h240", skin.deep, 5, opacity=0.7)
        easel.path(paths.box(296, 186, 7, 22, 2), "#c1a055")
    elif kind == 2:
        easel.flat(paths.box(236, 268, 72, 30, 4), strap)
    elif kind == 3:
        easel.path(
            "M66 186q0 -14 14 -14H320q14 0 14 14L214 258q-14 8 -28 0z",
            easel.gradient(((0, skin.light), (1, skin.base)), "y"),
        )
        easel.line("M66 186L186 258q14 8 28 0L334 186", skin.deep, 2, opacity=0.6)
        easel.oval(200, 252, 7, 7, "#c1a055")
    else:
        with easel.clip(paths.box(62, 172, 276, 148, 16)):
            easel.path("M62 250h276v80H62z", strap.base)
            easel.line("M62 250h276", strap.deep, 2)


def _radio(easel: Easel, frame: Tones) -> None:
    wide, tall = 104 + easel.dice.roll(16), 122 + easel.dice.roll(40)
    top = 324 - tall
    if easel.dice.chance(60):
        easel.tube(
            f"M150 {top + 4}C150 {top - 46} 250 {top - 46} 250 {top + 4}", tones("#97592f"), 10
        )
    easel.solid(paths.box(200 - wide, top, 2 * wide, tall, 22), frame)
    weave = easel.main.on("cloth")
    split = easel.dice.chance(50)
    front = paths.box(212 - wide, top + 13, 2 * wide - (70 if split else 24), tall - 26, 13)
    easel.path(front, easel.gradient(((0, weave.light), (1, weave.shade)), "xy"))
    easel.path(front, easel.pattern("cloth", weave))
    knob = tones("#c1a055", "metal") if easel.dice.chance(60) else tones("#f1eee7")
    if split:
        for y in (top + 34, top + tall - 34):
            easel.solid(paths.oval(200 + wide - 30, y, 15, 15), knob)
            easel.line(f"M{200 + wide - 30} {y - 10}v6", knob.deep, 2.4)
    else:
        easel.solid(paths.oval(200 + wide - 36, top + 36, 13, 13), knob)


def _column(easel: Easel, frame: Tones) -> None:
    wide, tall = 58 + easel.dice.roll(20), 168 + easel.dice.roll(44)
    top = 322 - tall
    easel.solid(paths.cylinder(200, top, 322, wide, wide), easel.main.on("cloth"))
    easel.solid(paths.cylinder(200, 298, 324, wide + 1, wide + 1), frame)
    easel.oval(200, top, wide, wide * 0.16, frame.light)
    easel.oval(200, top, wide - 12, (wide - 12) * 0.145, frame.shade)
    easel.oval(200, top - 1, 9, 2.4, "#fff", opacity=0.8)
    if easel.dice.chance(50):
        easel.tube(f"M178 {top}C170 {top - 52} 230 {top - 52} 222 {top}", tones("#97592f"), 8)


def _monitor(easel: Easel, frame: Tones) -> None:
    easel.solid(paths.box(112, 112, 176, 212, 14 + 8 * easel.dice.roll(3)), frame)
    ring = easel.dice.pick((frame.deep, "#c1a055", "#f1eee7"))
    small, large = 24 + easel.dice.roll(10), 46 + easel.dice.roll(12)
    for cy, radius in ((172, small), (258, large)):
        easel.oval(200, cy, radius + 6, radius + 6, ring)
        easel.path(
            paths.oval(200, cy, radius, radius),
            easel.gradient(((0, "#57534e"), (1, "#2b2927")), "xy"),
        )
        middle = paths.oval(200, cy, radius * 0.42, radius * 0.42)
        easel.path(middle, easel.gradient(((0, "#8d8780"), (1, "#4a4642")), "xy"))


def _strand(easel: Easel, d: str, weave: str) -> None:
    """Draw a length of braided cable."""
    easel.line(d, easel.main.deep, 15)
    easel.line(d, easel.main.base, 11)
    easel.line(d, easel.main.light, 5, dash=weave, cap="butt")


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
