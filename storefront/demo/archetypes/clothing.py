"""Kinds of clothes and shoes."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

_SIZES = ("XS", "S", "M", "L", "XL")
_SHOE_SIZES = ("37", "38", "39", "40", "41", "42", "43", "44")

CLOTHING: tuple[Archetype, ...] = (
    Archetype(
        code="t-shirt", product_type="T-shirt", shelf="tops", price=29,
        colours=("white", "black", "navy", "sage", "terracotta", "grey", "mustard", "blush", "sky"), materials=("organic cotton", "linen", "merino wool"), sizes=_SIZES,
        traits=(Trait("fit", ("straight", "relaxed", "slim")), Trait("neckline", ("crew", "V-neck", "boat")), Trait("fabric_weight", (150.0, 180.0, 220.0)), Trait("sleeve", ("short", "three-quarter"))),
        epithets=("heavy", "boxy", "everyday"), headline="neckline",
        what=("A {fit} T-shirt in {material}, {fabric_weight}, with a {neckline} neck.", "This {material} T-shirt is cut {fit} and keeps its shape.", "A(n) {colour} T-shirt that is neither thin nor stiff."),
        detail=("The collar is ribbed and stays flat after fifty washes.", "Side seams sit where they should because the fabric is knitted flat.", "Shoulders are taped from inside."),
        use=("Under a jumper, under a jacket, on its own.", "Wear it tucked or loose.", "Buy the size you always buy."),
        complements=("trousers", "socks", "jacket"), several=True, weight=2.0, demand=1.5, season="summer",
    ),
    Archetype(
        code="shirt", drawn="pattern", product_type="shirt", shelf="tops", price=69,
        colours=("white", "sky", "navy", "olive", "sand", "rose", "denim"), materials=("organic cotton", "linen", "denim"), sizes=_SIZES,
        traits=(Trait("fit", ("straight", "relaxed", "slim")), Trait("collar", ("button-down", "band", "classic")), Trait("pattern", ("plain", "striped", "checked")), Trait("sleeve", ("long", "short"))),
        epithets=("Oxford", "weekend", "travel"), headline="collar",
        what=("A {fit} shirt in {material} with a {collar} collar.", "This {pattern} shirt in {material} looks right open or closed.", "A(n) {colour} shirt, {fit} cut, {sleeve} sleeves."),
        detail=("The buttons are cut from nut, not plastic.", "A pleat at the back gives room to move.", "The hem is curved so that it may hang out."),
        use=("For the office with a jumper, for the weekend with rolled sleeves.", "Layer it over a T-shirt.", "It travels well: hang it in the steam of a shower."),
        complements=("trousers", "jumper"), weight=1.4, season="steady",
    ),
    Archetype(
        code="jumper", drawn="knit", product_type="jumper", shelf="tops", price=89,
        colours=("oat", "navy", "forest", "grey", "rust", "berry", "charcoal", "sky"), materials=("merino wool", "lambswool", "organic cotton"), sizes=_SIZES,
        traits=(Trait("fit", ("straight", "relaxed")), Trait("neckline", ("crew", "roll neck", "V-neck")), Trait("knit", ("plain", "ribbed", "cable", "moss stitch")), Trait("gauge", (5.0, 7.0, 12.0))),
        epithets=("fisherman's", "raglan", "weekend"), headline="knit",
        what=("A(n) {knit} jumper in {material} with a {neckline} neck.", "This {material} jumper is knitted in one piece, without side seams.", "A(n) {colour} jumper for the eight months that need one."),
        detail=("Cuffs and hem are ribbed double.", "Raglan sleeves leave the shoulders free.", "The yarn is plied twice so that it pills less."),
        use=("Over a shirt, under a coat.", "Warm enough for a bonfire, fine enough for dinner.", "It softens with every winter."),
        complements=("shirt", "scarf"), weight=1.5, season="winter",
    ),
    Archetype(
        code="jacket", drawn="hood", product_type="jacket", shelf="outerwear", price=159,
        colours=("navy", "olive", "mustard", "black", "rust", "sand", "forest"), materials=("recycled polyester", "cotton canvas", "wool", "denim"), sizes=_SIZES,
        traits=(Trait("fit", ("straight", "relaxed")), Trait("lining", ("none", "cotton", "quilted", "fleece")), Trait("waterproof", (True, False)), Trait("pockets", (2.0, 3.0, 4.0)), Trait("hood", (True, False))),
        epithets=("chore", "field", "weekend"), headline="",
        what=("A {fit} jacket in {material}, lining: {lining}.", "This {material} jacket has {pockets} pockets and no unnecessary zip.", "A(n) {colour} jacket for the days between two seasons."),
        detail=("The collar stands up when the wind does.", "Seams are sewn twice where it matters.", "The cuffs adjust with one button."),
        use=("Over a T-shirt in May, over a jumper in October.", "On the bike, on the train, in the garden.", "Roomy enough for a thick layer below."),
        complements=("scarf", "beanie", "jumper"), weight=1.3, season="winter",
    ),
    Archetype(
        code="trousers", product_type="trousers", shelf="trousers", price=79,
        colours=("navy", "sand", "olive", "charcoal", "denim", "rust", "black"), materials=("organic cotton", "denim", "linen", "wool"), sizes=_SIZES,
        traits=(Trait("fit", ("straight", "wide", "tapered")), Trait("rise", ("mid", "high")), Trait("pockets", (4.0, 5.0)), Trait("stretch", (True, False))),
        epithets=("work", "chino", "weekend"), headline="fit",
        what=("{fit} trousers in {material} with a {rise} rise.", "These {fit} trousers in {material} sit at the waist and fall cleanly.", "Trousers in {colour} {material} with {pockets} pockets."),
        detail=("The waistband is lined in cotton and does not roll.", "The hem leaves room for two more centimetres.", "The fly closes with buttons that stay on."),
        use=("With sneakers and a T-shirt, or with a shirt and a belt.", "Comfortable on a bike and respectable at a table.", "They dry overnight on a hanger."),
        complements=("socks", "sneaker", "t-shirt"), weight=1.3,
    ),
    Archetype(
        code="scarf", drawn="pattern", product_type="scarf", shelf="clothing-accessories", price=49,
        colours=("oat", "berry", "navy", "mustard", "forest", "grey", "rust"), materials=("lambswool", "merino wool", "linen"),
        traits=(Trait("length", (160.0, 180.0, 200.0)), Trait("pattern", ("plain", "checked", "striped", "herringbone")), Trait("fringe", (True, False))),
        epithets=("wide", "brushed", "long"), headline="pattern",
        what=("A {pattern} scarf in {material}, {length} long.", "This {material} scarf goes round twice and stays.", "A(n) {colour} scarf, soft enough to be worn all day."),
        detail=("Brushed on both sides for warmth.", "The ends are finished with a short fringe.", "Light enough to stuff into a sleeve."),
        use=("Against the wind on the way to work.", "As a blanket on trains.", "In a coat of a plain colour it does all the talking."),
        complements=("beanie", "jacket"), season="winter",
    ),
    Archetype(
        code="beanie", drawn="knit", product_type="beanie", shelf="clothing-accessories", price=29,
        colours=("mustard", "navy", "grey", "rust", "forest", "berry", "oat"), materials=("merino wool", "lambswool", "organic cotton"),
        traits=(Trait("knit", ("ribbed", "cable", "plain")), Trait("cuff", (True, False)), Trait("lining", ("none", "fleece"))),
        epithets=("fisherman's", "dock", "slouch"), headline="knit",
        what=("A(n) {knit} beanie in {material}.", "This {material} beanie covers the ears and does not itch.", "A(n) {colour} beanie that fits every head we tried."),
        detail=("The crown is closed by hand without a knot.", "The cuff turns up once or twice.", "Elastic enough to keep its size."),
        use=("For bikes, beaches and bus stops.", "Fits under a hood.", "Keep one in the coat pocket."),
        complements=("scarf", "jacket"), season="winter",
    ),
    Archetype(
        code="socks", drawn="pattern", product_type="socks", shelf="clothing-accessories", price=12,
        colours=("navy", "mustard", "forest", "berry", "grey", "sky", "terracotta", "white"), materials=("organic cotton", "merino wool"), sizes=("36–39", "40–43", "44–47"),
        traits=(Trait("pattern", ("plain", "striped", "dotted")), Trait("shaft", ("ankle", "crew", "knee-high")), Trait("cushioned", (True, False))),
        epithets=("hiking", "everyday", "boot"), headline="shaft",
        what=("{pattern} {shaft} socks in {material}.", "These {material} socks stay up without leaving a mark.", "A pair of {colour} socks with a hand-linked toe."),
        detail=("The toe seam is linked flat.", "Heel and toe are reinforced.", "The rib holds without elastic that pinches."),
        use=("In boots, in sneakers, in bed.", "Buy three pairs and never search for a partner again.", "A small present that is always used."),
        rebuy_days=120, several=True, complements=("sneaker", "t-shirt"), season="gift",
    ),
    Archetype(
        code="sneaker", product_type="sneakers", shelf="shoes", price=109,
        colours=("white", "navy", "black", "sage", "sand", "cognac", "red"), materials=("leather", "cotton canvas", "suede", "recycled polyester"), sizes=_SHOE_SIZES,
        traits=(Trait("sole", ("natural rubber", "recycled rubber", "gum")), Trait("lining", ("cotton", "leather", "none")), Trait("weight_grams", (290.0, 340.0, 380.0))),
        epithets=("court", "low", "runner"), headline="",
        what=("Sneakers in {material} on a sole of {sole}.", "These {material} sneakers are plain enough for every day of the week.", "{colour} sneakers with a removable cork insole."),
        detail=("The sole is stitched as well as glued.", "Eyelets are punched, not riveted, and do not rust.", "The heel is padded from the first step."),
        use=("For city miles and long corridors.", "With trousers of any width.", "They fit true to size; take the larger one between two."),
        complements=("socks", "trousers"), weight=1.3, season="spring",
    ),
)  # fmt: skip
