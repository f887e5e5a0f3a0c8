"""Kinds of things for bath and skin."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

BATH: tuple[Archetype, ...] = (
    Archetype(
        code="soap", product_type="bar of soap", shelf="care", price=7.5,
        colours=("cream", "sage", "charcoal", "blush", "ochre", "lavender"), has_colours=False,
        traits=(Trait("scent", ("rosemary", "unscented", "lavender", "orange and clove", "pine", "rose")), Trait("weight_grams", (90.0, 120.0, 150.0)), Trait("vegan", (True,)), Trait("skin", ("all skin", "dry skin", "sensitive skin"))),
        epithets=("olive-oil", "gardener's", "shaving"), headline="scent",
        what=("A bar of soap, {scent}, {weight_grams}, for {skin}.", "This soap is stirred cold and ripens for six weeks.", "Olive oil soap, scent: {scent}, cut by hand."),
        detail=("Shea butter is folded in at the end.", "No palm oil, no colouring, no plastic wrap.", "The stamp lasts almost to the last sliver."),
        use=("For hands, face and a quick shave.", "A gardener's version with fine sand is worth a try.", "Put it on a dish that drains."),
        care=("Let it dry between uses and it lasts twice as long.", "Keep on a draining dish."),
        rebuy_days=36, several=True, complements=("towel", "hand-cream"), demand=1.2, season="steady", tags=("scent",),
    ),
    Archetype(
        code="hand-cream", praises_material=False, product_type="hand cream", shelf="care", price=14,
        colours=("sage", "blush", "cream", "amber", "lavender"), has_colours=False, materials=("aluminium",),
        traits=(Trait("scent", ("fig", "unscented", "verbena", "cedar", "almond")), Trait("volume", (30.0, 75.0, 100.0)), Trait("skin", ("all skin", "dry skin", "sensitive skin")), Trait("vegan", (True, False))),
        epithets=("rich", "light", "night"), headline="scent",
        what=("A hand cream, scent: {scent}, {volume}, for {skin}.", "This cream sinks in while you read one page.", "A tube of {volume} with shea butter and almond oil."),
        detail=("The tube is aluminium and can be squeezed to the end.", "Free of silicone and mineral oil.", "Mixed in small batches and dated."),
        use=("After washing up, after gardening, before sleep.", "A pea is enough for two hands.", "Fits every bag."),
        care=("Close after use; good for a year once opened.", "Keep cool in summer."),
        rebuy_days=52, complements=("soap",), season="winter", tags=("scent",),
    ),
    Archetype(
        code="shampoo", praises_material=False, product_type="shampoo", shelf="care", price=16,
        colours=("amber", "sage", "white", "petrol", "blush"), has_colours=False, materials=("recycled plastic", "glass"),
        traits=(Trait("scent", ("nettle", "lemon balm", "unscented", "sandalwood", "chamomile")), Trait("volume", (250.0, 400.0, 500.0)), Trait("hair", ("all hair", "dry hair", "fine hair", "curly hair")), Trait("refillable", (True,))),
        epithets=("mild", "daily", "refill"), headline="hair",
        what=("A mild shampoo for {hair}, {volume}, scent: {scent}.", "This shampoo cleans without stripping and rinses out quickly.", "A {volume} bottle of shampoo with {scent}."),
        detail=("Sugar tensides instead of sulphates.", "The pump gives the right amount.", "The bottle is refilled, not thrown away."),
        use=("For daily washing.", "Works in hard water.", "One bottle lasts about two months."),
        care=("Keep the pump closed when travelling.", "Refill up to twenty times."),
        rebuy_days=46, complements=("towel", "soap"), tags=("scent",),
    ),
    Archetype(
        code="towel", drawn="weave", product_type="towel", shelf="bath-textiles", price=26,
        colours=("white", "sage", "terracotta", "navy", "oat", "blush", "charcoal", "sky"), materials=("organic cotton", "linen"), sizes=("50 × 100 cm", "70 × 140 cm", "100 × 150 cm"),
        traits=(Trait("weave", ("terry", "waffle", "striped terry")), Trait("fabric_weight", (320.0, 480.0, 600.0)), Trait("loop", (True,))),
        epithets=("guest", "bath", "gym"), headline="weave",
        what=("A(n) {weave} towel in {material}, {fabric_weight}.", "This {material} towel dries you at once and itself by noon.", "A(n) {colour} towel with a loop that holds."),
        detail=("The loops are long and single-plied, which is why it drinks so well.", "The border does not shrink faster than the rest.", "Yarn-dyed, so the colour stays."),
        use=("Two small and one large make a set.", "Takes little room in a sports bag.", "Leave out the softener; it stays thirstier."),
        complements=("soap", "bath-mat"), several=True, weight=1.3,
    ),
    Archetype(
        code="bath-mat", product_type="bath mat", shelf="bath-textiles", price=35,
        colours=("white", "sage", "oat", "terracotta", "charcoal", "oak"), materials=("organic cotton", "cork", "bamboo"), sizes=("50 × 70 cm", "60 × 90 cm"),
        traits=(Trait("non_slip", (True,)), Trait("weave", ("tufted", "slatted", "looped")), Trait("washable", (True, False))),
        epithets=("spa", "thick", "morning"), headline="",
        what=("A bath mat in {material}, {weave}.", "This mat is the first thing your feet meet in the morning, so it is soft.", "A(n) {colour} mat that dries fast and stays put."),
        detail=("The back grips without rubber crumbs.", "Thick enough to be felt and thin enough for the door.", "The edge is sewn twice."),
        use=("In front of bath, shower or basin.", "Hang it over the rim to dry.", "Matches the towels of the same series."),
        complements=("towel",), weight=0.8,
    ),
    Archetype(
        code="soap-dish", product_type="soap dish", shelf="bath-textiles", price=17,
        colours=("white", "sage", "terracotta", "charcoal", "oak", "sand"), materials=("stoneware", "oak", "beech", "porcelain"),
        traits=(Trait("length", (11.0, 13.0, 15.0)), Trait("drains", (True,)), Trait("dishwasher_safe", (True, False))),
        epithets=("ridged", "draining", "oval"), headline="",
        what=("A soap dish in {material}, {length} long.", "This dish drains, so the bar stays a bar.", "A(n) {colour} dish for one bar of soap or two rings."),
        detail=("Ridges lift the soap off the water.", "Small feet keep the basin dry.", "The edge is rolled and easy to hold with wet hands."),
        use=("At the kitchen sink as well as the bath.", "Also a good place for keys.", "Rinse it once a week."),
        complements=("soap",), weight=0.8,
    ),
)  # fmt: skip
