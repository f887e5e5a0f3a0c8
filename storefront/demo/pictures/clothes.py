"""Clothes, lying flat as in a lookbook."""

from __future__ import annotations

from storefront.demo.pictures import paths, patterns
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.tones import Tones, mix

_PALE = "#f3ead8"


def _cloth(easel: Easel) -> Tones:
    main = easel.main
    finish = main.finish if main.finish in ("knit", "leather") else "cloth"
    return main.on(finish)


def lie(easel: Easel, d: str) -> None:
    """Cast the thin shadow of cloth that lies flat."""
    with easel.moved(5, 8):
        easel.path(d, "#1f1a14", opacity=0.16)


def t_shirt(easel: Easel) -> None:
    """Draw a T-shirt; plain, striped, with a pocket or a simple print."""
    cloth = _cloth(easel)
    body = "M168 92C182 108 218 108 232 92L276 108L328 164Q330 170 325 174L292 198Q286 200 282 195L272 182C270 230 272 280 276 312Q276 320 268 321C222 326 178 326 132 321Q124 320 124 312C128 280 130 230 128 182L118 195Q114 200 108 198L75 174Q70 170 72 164L124 108z"
    lie(easel, body)
    easel.solid(body, cloth, axis="xy")
    with easel.clip(body):
        _shirt_print(easel)
        easel.path("M272 182C262 220 268 290 276 330H330V150z", cloth.deep, opacity=0.3)
        easel.path("M128 182C136 230 130 280 124 330H70V150z", cloth.deep, opacity=0.22)
    easel.line("M166 93C180 116 220 116 234 93", cloth.shade, 9)
    easel.line("M162 92C178 122 222 122 238 92", cloth.deep, 1.6, opacity=0.6)
    easel.line(
        "M79 160l34 32M321 160l-34 32M128 308q72 8 144 0", cloth.deep, 1.6, opacity=0.45, dash="4 3"
    )


def _shirt_print(easel: Easel) -> None:
    kind = easel.dice.roll(6)
    accent = easel.dice.pick((_PALE, easel.main.deep, easel.main.glow, "#c4714f"))
    if kind == 0:
        for step in range(10):
            easel.path(f"M60 {126 + step * 20}q140 8 280 0v8q-140 8 -280 0z", accent, opacity=0.8)
    elif kind == 1:
        easel.flat(paths.box(214, 152, 40, 44, 5), easel.main)
        easel.line(paths.box(214, 152, 40, 44, 5), easel.main.deep, 1.4, opacity=0.7)
        easel.line("M214 162h40", easel.main.deep, 1.4, opacity=0.7)
    elif kind == 2:
        easel.path("M166 196a34 34 0 0 1 68 0z", accent, opacity=0.9)
        easel.line("M162 206h76M172 216h56M182 226h36", accent, 4, opacity=0.9)
    elif kind == 3:
        easel.path("M60 176h280v30H60z", accent, opacity=0.75)


def shirt(easel: Easel) -> None:
    """Draw a buttoned shirt with long sleeves and a collar."""
    cloth = _cloth(easel)
    left = "M150 108L96 136C84 190 76 250 74 300q0 6 6 7l26 3q6 0 7 -6L130 214z"
    right = "M250 108L304 136C316 190 324 250 326 300q0 6 -6 7l-26 3q-6 0 -7 -6L270 214z"
    body = "M160 96L124 118C128 190 128 260 120 312Q146 332 200 318Q254 332 280 312C272 260 272 190 276 118L240 96z"
    for part in (left, right, body):
        lie(easel, part)
    for part in (left, right):
        easel.solid(part, cloth, axis="xy")
    easel.line("M78 292l32 4M322 292l-32 4", cloth.deep, 2, opacity=0.6)
    easel.solid(body, cloth, axis="xy")
    with easel.clip(body):
        _weave(easel)
    easel.flat("M192 112h17V324h-17z", cloth)
    easel.line("M192 112V322M209 112V322", cloth.deep, 1.3, opacity=0.5)
    for y in (138, 172, 206, 240, 274):
        easel.oval(200.5, y, 3.4, 3.4, "#f7f3ea")
        easel.oval(200.5, y + 0.6, 1.4, 1.4, cloth.deep)
    if easel.dice.chance(60):
        pocket = paths.polygon([(222, 158), (258, 158), (258, 192), (240, 200), (222, 192)], 3)
        easel.flat(pocket, cloth)
        easel.line(pocket, cloth.deep, 1.4, opacity=0.6)
    inside = "M168 98Q200 112 232 98L201 128z"
    easel.path(inside, cloth.deep)
    if easel.dice.chance(30):
        easel.line("M162 97Q178 122 200 118Q222 122 238 97", cloth.light, 8)
    else:
        for collar in ("M164 92L156 108L180 140L201 118z", "M236 92L244 108L222 140L201 118z"):
            easel.flat(collar, cloth)
            easel.line(collar, cloth.deep, 1.3, opacity=0.55)


def _weave(easel: Easel) -> None:
    accent = easel.dice.pick((_PALE, easel.main.deep))
    name = easel.shown({name: name for name in ("plain", "striped", "checked")})
    if name == "striped":
        stripes = "".join(f"M{110 + step * 13} 80V340" for step in range(15))
        easel.line(stripes, accent, 2 + easel.dice.roll(3), opacity=0.5)
    else:
        patterns.lay(
            easel,
            name,
            accent,
            x=100,
            y=90,
            width=210,
            height=250,
            step=18 + easel.dice.roll(3) * 6,
        )


def jumper(easel: Easel) -> None:
    """Draw a knitted jumper: plain, ribbed, cabled or in moss stitch; stripes and yokes come with the plain ones."""
    cloth = easel.main.on("knit")
    left = "M146 104C110 116 96 150 88 200L70 296q-1 8 6 10l24 5q7 1 9 -6L132 214z"
    right = "M254 104C290 116 304 150 312 200L330 296q1 8 -6 10l-24 5q-7 1 -9 -6L268 214z"
    body = "M160 98Q200 112 240 98L276 118C270 190 272 250 276 310q0 10 -10 11Q200 328 134 321q-10 -1 -10 -11C128 250 130 190 124 118z"
    for part in (left, right, body):
        lie(easel, part)
    for part in (left, right, body):
        easel.solid(part, cloth, axis="xy")
    with easel.clip(body):
        easel.shown({"plain": _stripes, "ribbed": _ribs, "cable": _cables, "moss stitch": _moss})(
            easel, cloth
        )
    easel.line("M126 300q74 8 148 0M76 280l30 6M324 280l-30 6", cloth.deep, 2, opacity=0.5)
    if easel.dice.chance(35):
        easel.solid("M164 74q36 -8 72 0l6 26q-42 22 -84 0z", cloth, axis="y")
    else:
        easel.path("M162 96Q200 84 238 96Q220 122 200 122T162 96z", cloth.deep)
        easel.line("M160 96Q178 128 200 128T240 96", cloth.light, 10)


def jacket(easel: Easel) -> None:
    """Draw a jacket with zip or buttons, collar or hood, and pockets."""
    cloth = _cloth(easel)
    hood, quilted = easel.shown({"yes": True, "no": False}), easel.dice.chance(35)
    left = "M142 108C112 120 98 150 90 196L72 296q-2 9 6 11l26 5q8 1 10 -7L134 214z"
    right = "M258 108C288 120 302 150 310 196L328 296q2 9 -6 11l-26 5q-8 1 -10 -7L266 214z"
    body = "M156 98L122 116C124 190 122 260 116 312q0 10 10 10H274q10 0 10 -10C278 260 276 190 278 116L244 98z"
    for part in (left, right, body):
        lie(easel, part)
    if hood:
        shape = "M152 106C140 60 174 50 200 50S260 60 248 106Q200 128 152 106z"
        easel.solid(shape, cloth, axis="xy")
        easel.path("M166 106C162 74 182 66 200 66S238 74 234 106Q200 122 166 106z", cloth.deep)
    seams = "".join(f"M60 {136 + step * 30}q140 12 280 0" for step in range(7))
    for part in (left, right, body):
        easel.solid(part, cloth, axis="xy")
        if quilted:
            with easel.clip(part):
                easel.line(seams, cloth.deep, 2.4, opacity=0.5)
    _fastening(easel, cloth)
    for x in (138, 222):
        pocket = paths.box(x, 238, 42, 46, 6)
        easel.flat(pocket, cloth)
        easel.line(f"{pocket}M{x} 252h42", cloth.deep, 1.5, opacity=0.6)
    if not hood:
        easel.path("M166 96Q200 84 234 96L200 124z", cloth.deep)
        for collar in ("M164 88L148 106L176 146L200 118z", "M236 88L252 106L224 146L200 118z"):
            easel.flat(collar, cloth)
            easel.line(collar, cloth.deep, 1.5, opacity=0.6)


def _fastening(easel: Easel, cloth: Tones) -> None:
    """Close a jacket with a zip or with five buttons."""
    metal = easel.dice.pick(("#c1a055", "#c6c9cb", "#2e2d2c"))
    easel.line("M200 116V322", cloth.deep, 3, opacity=0.7)
    if easel.dice.chance(50):
        easel.line("M200 118V320", metal, 2.4, dash="2 3")
        easel.path(paths.box(197, 128, 6, 16, 3), metal)
        return
    easel.specks([(211, y) for y in (140, 182, 224, 266, 306)], metal, 9)
    easel.specks([(210, y - 1) for y in (140, 182, 224, 266, 306)], "#fff", 4, opacity=0.4)


def trousers(easel: Easel) -> None:
    """Draw trousers: straight, wide or tapering; pleated, cuffed or with a drawstring."""
    cloth = _cloth(easel)
    hem, gap = 33 + 8 * easel.dice.roll(4), 15
    outer, inner = 200 + gap + 2 * hem - 14, 200 + gap - 4
    body = (
        f"M146 66H254C262 110 {246 + hem * 0.6:.0f} 180 {outer} 326q0 6 -6 6H{inner + 4}q-5 0 -5 -6L200 172"
        f"L{396 - inner + 5} 326q0 6 -5 6H{406 - outer}q-6 0 -6 -6C{154 - hem * 0.6:.0f} 180 138 110 146 66z"
    )
    lie(easel, body)
    easel.solid(body, cloth, axis="xy")
    with easel.clip(body):
        easel.path(f"M200 172L{inner} 340H{inner + 22}L214 172z", cloth.deep, opacity=0.25)
        crease = (outer + inner) / 2
        easel.line(
            f"M234 92Q{crease - 8:.0f} 220 {crease:.0f} 330M166 92Q{408 - crease:.0f} 220 {400 - crease:.0f} 330",
            cloth.light,
            2.4,
            opacity=0.75,
        )
        if easel.dice.chance(35):
            easel.path("M60 304H340V340H60z", cloth.light, opacity=0.8)
            easel.line("M60 304H340", cloth.deep, 1.6, opacity=0.6)
    easel.line("M144 84H256", cloth.deep, 2, opacity=0.6)
    _waist(easel, cloth)


def _waist(easel: Easel, cloth: Tones) -> None:
    """Close trousers with a drawstring, or with a button, fly and loops."""
    easel.line("M149 88Q150 118 174 126M251 88Q250 118 226 126", cloth.deep, 2, opacity=0.6)
    if easel.dice.chance(30):
        easel.line(
            "".join(f"M{152 + step * 8} 68v14" for step in range(13)), cloth.deep, 2, opacity=0.4
        )
        easel.line("M194 80q-10 30 -16 40M206 80q8 30 18 36", "#f3ead8", 4)
        return
    easel.line("M200 84V134q0 22 -16 30", cloth.deep, 1.8, opacity=0.6, dash="4 3")
    for x in (162, 200, 238):
        easel.path(paths.box(x - 4, 62, 8, 26, 2), cloth.shade)
    easel.oval(209, 75, 4, 4, "#c1a055")
    if easel.dice.chance(50):
        easel.line("M178 88v34M188 88v26M212 88v26M222 88v34", cloth.deep, 1.8, opacity=0.5)


def _stripes(easel: Easel, cloth: Tones) -> None:
    """Leave it plain, or give it stripes or a yoke."""
    accent = easel.dice.pick((_PALE, cloth.deep, mix(cloth.base, "#cc9a35", 0.7)))
    kind = easel.dice.roll(4)
    if kind == 0:
        for step in range(5):
            easel.path(f"M100 {158 + step * 32}h200v14H100z", accent, opacity=0.8)
    elif kind == 1:
        for step in range(4):
            yoke = f"M{118 - step * 4} {122 + step * 14}Q200 {168 + step * 16} {282 + step * 4} {122 + step * 14}"
            easel.line(yoke, accent, 5, opacity=0.85, dash="8 6" if step % 2 else "")
    elif kind == 2:
        easel.path("M100 200h200v50H100z", accent, opacity=0.8)


def _ribs(easel: Easel, cloth: Tones) -> None:
    gap = 9 + easel.dice.roll(3) * 3
    easel.line("".join(f"M{x} 90V330" for x in range(124, 280, gap)), cloth.deep, 2.4, opacity=0.4)


def _cables(easel: Easel, cloth: Tones) -> None:
    for x in ((156, 200, 244), (144, 256), (200,))[easel.dice.roll(3)]:
        easel.line(f"M{x} 110" + "q12 12 0 24q-12 12 0 24" * 5, cloth.shade, 5, opacity=0.8)
        easel.line(f"M{x} 110" + "q-12 12 0 24q12 12 0 24" * 5, cloth.light, 5, opacity=0.8)


def _moss(easel: Easel, cloth: Tones) -> None:
    size = 8 + easel.dice.roll(3) * 2
    patterns.lay(
        easel, "dotted", cloth.shade, x=120, y=100, width=160, height=230, step=float(size)
    )


DRAWINGS = {
    "t-shirt": t_shirt,
    "shirt": shirt,
    "jumper": jumper,
    "jacket": jacket,
    "trousers": trousers,
}
