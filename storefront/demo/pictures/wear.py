"""What goes around the neck, on the head and on the feet."""

from __future__ import annotations

from storefront.demo.pictures import paths, patterns
from storefront.demo.pictures.clothes import lie
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.tones import Tones, mix, tones

_PALE = "#f3ead8"


def scarf(easel: Easel) -> None:
    """Draw a scarf in a loop with two hanging ends and a fringe."""
    cloth = easel.main.on("knit")
    ends = (
        "M150 168C140 220 138 260 132 308h52C186 260 190 220 204 176z",
        "M190 176C204 220 206 250 216 292h54C262 240 256 210 240 164z",
    )
    accent = easel.dice.pick((_PALE, cloth.deep, mix(cloth.base, "#2f4260", 0.6)))
    name = easel.shown({name: name for name in ("plain", "checked", "striped", "herringbone")})
    repeat = 18 + easel.dice.roll(3) * 6
    for part in ends:
        lie(easel, part)
        easel.solid(part, cloth)
        with easel.clip(part):
            patterns.lay(easel, name, accent, x=110, y=170, width=180, height=150, step=repeat)
    if easel.dice.chance(70):
        left = "".join(f"M{136 + step * 8} 308v14" for step in range(6))
        right = "".join(f"M{220 + step * 8} 292v14" for step in range(6))
        easel.line(left + right, cloth.shade, 3)
    loop = "M104 130C104 74 160 62 200 62S296 74 296 130S240 198 200 198S104 186 104 130zM150 118C150 142 176 150 200 150S250 142 250 118S226 92 200 92S150 94 150 118z"
    easel.solid(loop, cloth, axis="xy")
    if name == "checked":
        with easel.clip(loop):
            patterns.lay(easel, name, accent, x=100, y=60, width=200, height=150, step=repeat)
    easel.path(
        "M150 118C150 142 176 150 200 150S250 142 250 118Q230 136 200 136T150 118z",
        cloth.deep,
        opacity=0.5,
    )
    easel.line("M118 120C124 160 160 182 200 182S276 160 282 120", cloth.deep, 2.4, opacity=0.45)
    easel.line("M128 104C140 84 170 76 200 76S260 84 272 104", cloth.glow, 3, opacity=0.5)


def beanie(easel: Easel) -> None:
    """Draw a knitted cap with a turned-up cuff: ribbed, cabled or striped, with or without a bobble."""
    cloth = easel.main.on("knit")
    easel.ground(200, 318, 108)
    accent = tones(easel.dice.pick((_PALE, cloth.deep, cloth.glow, "#c4714f")), "knit")
    if easel.dice.chance(45):
        easel.solid(paths.oval(200, 100, 31, 30), easel.dice.pick((cloth, accent)), axis="xy")
    slouch = easel.dice.roll(3) * 9
    crown = f"M98 262C{92 - slouch} {150 - slouch} 150 {108 - slouch} 200 {108 - slouch}S{308 + slouch} {150 - slouch} 302 262z"
    easel.solid(crown, cloth, axis="xy")
    with easel.clip(crown):
        _crown(easel, cloth, accent.base, 106 - slouch)
    band = accent if easel.dice.chance(35) else cloth
    cuff = "M90 250q-4 -12 10 -14Q200 222 300 236q14 2 10 14l-4 52q-1 10 -12 11Q200 326 106 313q-11 -1 -12 -11z"
    easel.solid(cuff, band)
    ribs = "".join(f"M{108 + step * 13} {233 + abs(step - 7)}v66" for step in range(15))
    easel.line(ribs, band.deep, 2, opacity=0.35)
    if easel.dice.chance(60):
        label = tones(easel.dice.pick(("#e9dcc3", "#97592f", "#33312f")))
        easel.flat(paths.box(252, 270, 30, 20, 3), label)


def socks(easel: Easel) -> None:
    """Draw a pair of socks, one behind the other."""
    cloth = easel.main.on("knit")
    name = easel.shown({name: name for name in ("plain", "striped", "dotted")})
    tall, repeat = (60, 30, 0)[easel.dice.roll(3)], 22 + easel.dice.roll(3) * 4
    accent = easel.dice.pick((_PALE, cloth.deep, cloth.glow))
    outline = f"M150 {86 + tall}q0 -8 8 -8h62q8 0 8 8V222C232 240 262 254 282 268q16 12 8 34q-6 16 -28 16H216C180 318 146 292 148 246z"
    tipped = name != "plain" or easel.dice.chance(60)
    for x, y in ((34, -14), (-26, 4)):
        with easel.moved(x, y):
            lie(easel, outline)
            easel.solid(outline, cloth, axis="xy")
            with easel.clip(outline):
                patterns.lay(
                    easel,
                    name,
                    accent,
                    x=140,
                    y=110 + tall,
                    width=160,
                    height=210 - tall,
                    step=repeat,
                )
                if tipped:
                    easel.path(f"M140 {70 + tall}h100v26H140z", accent, opacity=0.9)
                    easel.oval(160, 300, 30, 40, accent, opacity=0.9)
                    easel.oval(300, 296, 34, 44, accent, opacity=0.9)
            easel.line(f"M150 {96 + tall}h78", cloth.deep, 1.6, opacity=0.4)


def sneaker(easel: Easel) -> None:
    """Draw a low shoe from the side, laces and sole in sight, its pair behind."""
    upper = easel.main.on(
        easel.main.finish if easel.main.finish in ("leather", "cloth") else "matte"
    )
    sole = tones(easel.dice.pick(("#f5efe2", "#e9d3a8", "#c9a06a")))
    kind = easel.dice.roll(3)
    with easel.moved(26, -34, scale=0.94):
        _shoe(
            easel,
            upper.in_shadow(),
            sole,
            kind,
        )
    _shoe(easel, upper, sole, kind)


def _shoe(easel: Easel, upper: Tones, sole: Tones, kind: int) -> None:
    easel.ground(200, 326, 150)
    body = "M70 208q2 -16 18 -14C104 196 126 196 140 184q12 -10 22 -2C184 214 216 236 262 244C300 250 336 258 338 286q0 20 -20 20H84q-16 0 -18 -16C62 262 64 236 70 208z"
    easel.solid(body, upper, axis="xy")
    with easel.clip(body):
        if kind == 0:
            easel.path("M60 230C110 226 120 260 124 310H50z", upper.shade)
        elif kind == 1:
            easel.line(
                "M132 300L176 226M152 300L194 240M172 300L212 252",
                easel.dice.pick((_PALE, upper.deep)),
                8,
            )
        else:
            easel.path(
                "M60 186h36q-6 50 4 124H50z", easel.dice.pick((_PALE, upper.deep)), opacity=0.9
            )
        easel.path("M262 244C256 262 268 290 300 310h50V250z", upper.light, opacity=0.6)
    easel.line("M262 245C254 264 262 286 282 304", upper.deep, 2, opacity=0.5, dash="4 3")
    tongue = "M136 190q6 -22 22 -18L216 236l-18 6z"
    easel.path(tongue, upper.light)
    easel.line("M150 206l24 -12M164 222l24 -12M180 236l24 -11M198 247l22 -10", "#f7f3ea", 5)
    easel.line("M84 200q30 4 52 -10", upper.deep, 3, opacity=0.4)
    base = "M58 296q-2 -8 8 -8C140 298 260 296 334 280q8 0 8 8c0 22 -8 38 -26 38H84q-24 0 -26 -30z"
    easel.solid(base, sole, axis="y")
    easel.line("M64 312q136 8 272 -8", sole.deep, 1.6, opacity=0.5)


def _crown(easel: Easel, cloth: Tones, accent: str, top: float) -> None:
    kind = easel.shown({"ribbed": 0, "plain": 1, "cable": 2})
    if kind == 0:
        ribs = "".join(
            f"M{200 + step * 24} 266C{200 + step * 26} 180 {200 + step * 12} 120 200 {top}"
            for step in range(-4, 5)
        )
        easel.line(ribs, cloth.deep, 2.2, opacity=0.4)
    elif kind == 2:
        cables = "".join(
            f"M{128 + step * 48} 250" + "q-10 -12 0 -24q10 -12 0 -24" * 3 for step in range(4)
        )
        easel.line(cables, cloth.shade, 6, opacity=0.7)
    elif easel.dice.chance(50):
        for step in range(3):
            easel.path(
                f"M80 {138 + step * 38}q120 -22 240 0v14q-120 -22 -240 0z", accent, opacity=0.85
            )


DRAWINGS = {
    "scarf": scarf,
    "beanie": beanie,
    "socks": socks,
    "sneaker": sneaker,
}
