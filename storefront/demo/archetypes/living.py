"""Kinds of textiles and objects for the living room."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

LIVING: tuple[Archetype, ...] = (
    Archetype(
        code="cushion", drawn="pattern", product_type="cushion", shelf="textiles", price=34,
        colours=("sage", "terracotta", "mustard", "oat", "navy", "blush", "plum", "forest"), materials=("linen", "velvet", "bouclé", "organic cotton", "wool"),
        traits=(Trait("filling", ("feathers", "recycled fibre", "kapok")), Trait("pattern", ("plain", "striped", "checked", "embroidered")), Trait("removable_cover", (True,))),
        sizes=("40 × 40 cm", "50 × 50 cm", "40 × 60 cm"), epithets=("piped", "tufted", "floor", "reading"), headline="",
        what=("A {pattern} cushion in {material}, filled with {filling}.", "This {material} cushion is generously filled and keeps its corners.", "A(n) {colour} cushion with a hidden zip."),
        detail=("The piping is sewn in the same fabric.", "The filling of {filling} shakes back into shape.", "Front and back are the same, so it is never the wrong way round."),
        use=("Three in related colours make a sofa.", "Behind the back on a dining chair, under the head on a bench.", "Pair it with a throw in the same family of colours."),
        complements=("throw", "cushion"), several=True, weight=1.4, season="cosy",
    ),
    Archetype(
        code="throw", drawn="pattern", product_type="throw", shelf="textiles", price=79,
        colours=("oat", "sage", "terracotta", "navy", "mustard", "grey", "berry"), materials=("lambswool", "merino wool", "linen", "organic cotton"),
        traits=(Trait("length", (170.0, 180.0, 200.0)), Trait("pattern", ("plain", "herringbone", "checked", "striped")), Trait("fringe", (True, False))),
        epithets=("wide", "picnic", "fireside"), headline="pattern",
        what=("A {pattern} throw in {material}, {length} long.", "This {material} throw is warm without being heavy.", "A(n) {colour} throw for cold feet and long films."),
        detail=("The fringe is twisted by hand.", "Woven in a mill that has made nothing else for a hundred years.", "It is wide enough for two who like each other."),
        use=("Over the arm of the sofa, at the foot of the bed.", "Takes the place of a jacket on a terrace in September.", "Folded, it fills a basket nicely."),
        complements=("cushion", "candle"), season="winter",
    ),
    Archetype(
        code="rug", care=("Vacuum without the brush; blot spills at once.", "Turn it once a year so that it wears evenly."), product_type="rug", shelf="textiles", price=189,
        colours=("oat", "terracotta", "sage", "navy", "charcoal", "blush", "mustard"), materials=("wool", "jute", "organic cotton"),
        traits=(Trait("weave", ("flat", "hand-tufted", "looped", "braided")), Trait("pattern", ("plain", "striped", "geometric", "bordered")), Trait("pile_height", (4.0, 8.0, 14.0))),
        sizes=("80 × 150 cm", "140 × 200 cm", "170 × 240 cm"), epithets=("hall", "studio", "wide"), headline="weave",
        what=("A {weave} rug in {material} with a {pattern} design.", "This {material} rug makes a large room warm and a small one larger.", "A(n) {colour} rug, {weave}, {pile_height} high."),
        detail=("The back is strong enough to do without glue.", "The edges are bound by hand.", "The colours are dyed in the yarn."),
        use=("Let the front legs of the sofa stand on it.", "Under a table, allow 60 cm on every side.", "Quiets a hard floor and the neighbours below."),
        complements=("cushion",), demand=0.7,
    ),
    Archetype(
        code="vase", care=("Rinse with warm water and a bottle brush.", "Change the water every other day."), product_type="vase", shelf="decoration", price=38,
        colours=("white", "terracotta", "sage", "charcoal", "sand", "smoke", "amber", "rose", "blue"), materials=("stoneware", "glass", "recycled glass", "earthenware", "porcelain"),
        traits=(Trait("height", (16.0, 22.0, 28.0, 36.0)), Trait("glaze", ("matt", "gloss", "speckled", "none")), Trait("watertight", (True,))),
        epithets=("bottle", "bud", "belly", "fluted", "ring"), headline="height",
        what=("A {height} vase in {material}.", "This {material} vase looks finished even without flowers.", "A(n) {colour} vase with a narrow neck that holds stems upright."),
        detail=("The neck is drawn in so that three stems stand well.", "Turning marks are left visible on the shoulder.", "The inside is glazed and watertight."),
        use=("For one branch, or for a bunch from the market.", "Two of different height are better than one.", "Dried grasses stay in it all winter."),
        complements=("candle", "side-table"), weight=1.3, season="spring",
    ),
    Archetype(
        code="candle", product_type="scented candle", shelf="decoration", price=22,
        colours=("cream", "amber", "sage", "blush", "charcoal", "plum"), materials=("soy wax",),
        traits=(Trait("scent", ("cedar and smoke", "fig leaf", "orange blossom", "fresh linen", "tomato vine", "black tea")), Trait("burn_time", (25.0, 40.0, 55.0)), Trait("vegan", (True,))),
        sizes=("Small", "Large"), epithets=("evening", "hearth", "Sunday"), headline="scent",
        what=("A candle in {material} that smells of {scent}.", "This candle burns for {burn_time} and fills a room with {scent}, quietly.", "Hand-poured {material} with a cotton wick and the scent of {scent}."),
        detail=("The jar becomes a pencil pot when the wax is gone.", "The wick is cotton without lead.", "The scent is blended without synthetic musk."),
        use=("Light it an hour before guests come.", "A small one travels well to hotel rooms.", "Good company in the bath."),
        rebuy_days=48, complements=("vase", "throw"), several=True, demand=1.2, season="gift", tags=("scent",),
    ),
    Archetype(
        code="wall-clock", care=("Dust with a soft cloth; one AA battery every two years.",), drawn="numerals", product_type="wall clock", shelf="decoration", price=59,
        colours=("white", "black", "oak", "sage", "terracotta", "brass"), materials=("oak", "steel", "aluminium", "birch"),
        traits=(Trait("diameter", (22.0, 28.0, 35.0)), Trait("movement", ("silent quartz", "radio-controlled")), Trait("numerals", ("none", "strokes", "dots"))),
        epithets=("silent", "station", "kitchen"), headline="diameter",
        what=("A wall clock of {diameter} in {material} with a(n) {movement} movement.", "This clock tells the time from across the room and does not tick.", "A(n) {colour} clock, numerals: {numerals}."),
        detail=("The hands are cut from one sheet and counterweighted.", "The glass is domed slightly.", "It runs for two years on one battery."),
        use=("In the kitchen it is worth more than the one on the oven.", "Quiet enough for a bedroom.", "Hang it where you look when you are late."),
        complements=("picture-frame",), demand=0.8,
    ),
    Archetype(
        code="picture-frame", care=("Dust the frame; clean the pane with a microfibre cloth.",), product_type="picture frame", shelf="decoration", price=24,
        colours=("oak", "black", "white", "walnut", "brass", "sage"), materials=("oak", "walnut", "aluminium", "birch", "brass"),
        traits=(Trait("glazing", ("acrylic glass", "museum glass", "float glass")), Trait("mount_included", (True, False)), Trait("orientation", ("both ways",))),
        sizes=("A5", "A4", "A3"), epithets=("slim", "deep", "gallery"), headline="",
        what=("A picture frame in {material} with {glazing}.", "This slim {material} frame puts the picture first.", "A(n) {colour} frame that hangs both ways or stands."),
        detail=("The corners are mitred and joined with a spline.", "Clips at the back open without pliers.", "A mount leaves the picture room to breathe."),
        use=("Five in a row along a hallway.", "For drawings that deserve better than the fridge.", "Lean it on a shelf instead of drilling."),
        complements=("picture-frame", "vase"), several=True, season="gift",
    ),
)  # fmt: skip
