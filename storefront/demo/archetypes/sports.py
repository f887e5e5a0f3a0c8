"""Kinds of things for moving."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

SPORTS: tuple[Archetype, ...] = (
    Archetype(
        code="yoga-mat", product_type="yoga mat", shelf="training", price=59,
        colours=("sage", "petrol", "plum", "terracotta", "charcoal", "lavender"), materials=("natural rubber", "cork", "jute"),
        traits=(Trait("thickness_mm", (3.0, 4.0, 6.0)), Trait("length", (173.0, 183.0, 200.0)), Trait("weight_grams", (1400.0, 2100.0, 2600.0)), Trait("strap_included", (True, False))),
        epithets=("studio", "travel", "grippy"), headline="thickness_mm",
        what=("A {thickness_mm} yoga mat in {material}, {length} long.", "This {material} mat grips when hands get warm.", "A(n) {colour} mat that lies flat at once."),
        detail=("The surface is textured lightly on one side and smooth on the other.", "A fine line marks the middle.", "Cut wide enough for long legs."),
        use=("For morning stretches and serious practice.", "Cushions knees without making you wobble.", "Roll it with the top side out."),
        complements=("water-bottle", "dumbbell"), season="fresh-start",
    ),
    Archetype(
        code="dumbbell", praises_material=False, care=("Wipe with a damp cloth after training.",), product_type="dumbbells", shelf="training", price=38,
        colours=("charcoal", "sage", "navy", "blush", "mustard"), materials=("cast iron", "natural rubber"), sizes=("2 × 1 kg", "2 × 3 kg", "2 × 5 kg", "2 × 8 kg"), size_name="Weight",
        traits=(Trait("shape", ("hexagonal", "round")), Trait("coating", ("neoprene", "rubber", "powder"))),
        epithets=("soft-grip", "home", "studio"), headline="",
        what=("A pair of {shape} dumbbells in {material} with a {coating} coating.", "These dumbbells lie still on the floor and well in the hand.", "A pair of {colour} weights for a corner of the living room."),
        detail=("The grip is knurled finely enough for bare hands.", "They are weighed, not guessed, to ten grams.", "The coating is kind to floors."),
        use=("Ten minutes a day are plenty to begin with.", "Combine two weights for a full programme.", "They stack under a bed."),
        complements=("yoga-mat", "water-bottle"), season="fresh-start",
    ),
    Archetype(
        code="water-bottle", product_type="water bottle", shelf="training", price=28,
        colours=("sage", "navy", "white", "coral", "black", "mustard", "lavender", "petrol"), materials=("stainless steel", "borosilicate glass", "recycled plastic"), sizes=("0.5 l", "0.75 l", "1 l"), size_name="Capacity",
        traits=(Trait("insulated", (True, False)), Trait("lid", ("screw cap", "straw lid", "bamboo cap")), Trait("leakproof", (True,)), Trait("dishwasher_safe", (True, False))),
        epithets=("trail", "sports", "wide-neck"), headline="",
        what=("A water bottle in {material} with a {lid}.", "This {material} bottle does not leak, whatever the bag does.", "A(n) {colour} bottle that fits bicycle cages and cup holders."),
        detail=("Cold for a day, hot for half of one, in the insulated version.", "The neck takes ice cubes and a brush.", "The loop on the lid goes over two fingers."),
        use=("For the desk, the gym and the hills.", "Carbonated drinks are fine.", "Replaces some 200 plastic bottles a year."),
        complements=("backpack", "yoga-mat"), demand=1.2, weight=1.2, season="summer",
    ),
    Archetype(
        code="football", praises_material=False, product_type="football", shelf="outdoor-sports", price=29,
        colours=("white", "mustard", "sky", "red", "mint"), materials=("recycled polyester", "leather"), sizes=("Size 3", "Size 4", "Size 5"),
        traits=(Trait("panels", (12.0, 26.0, 32.0)), Trait("surface", ("grass", "street", "indoors")), Trait("stitching", ("hand-sewn", "thermo-bonded"))),
        epithets=("training", "match", "garden"), headline="",
        what=("A(n) {stitching} football of {panels} panels for {surface}.", "This ball flies straight and keeps its air.", "A(n) {colour} football in {material}."),
        detail=("The bladder is latex, the valve can be changed.", "Four layers of fabric keep it round.", "The surface is structured for rainy days."),
        use=("For parks, yards and school breaks.", "Size 4 for children up to twelve, size 5 for everyone else.", "Comes flat; bring a pump."),
        care=("Wipe and keep at half pressure over the winter.", "Clean with water only."),
        complements=("water-bottle",), season="summer",
    ),
    Archetype(
        code="bike-helmet", praises_material=False, care=("Wash the pads by hand; keep the shell off hot dashboards.",), product_type="bike helmet", shelf="outdoor-sports", price=79,
        colours=("white", "charcoal", "sage", "coral", "navy", "mustard"), materials=("recycled plastic",), sizes=("S 51–55", "M 55–59", "L 59–62"),
        traits=(Trait("vents", (8.0, 12.0, 16.0)), Trait("weight_grams", (290.0, 340.0, 390.0)), Trait("rear_light", (True, False)), Trait("visor", (True, False))),
        epithets=("city", "commuter", "trail"), headline="",
        what=("A bike helmet with {vents} vents that weighs {weight_grams}.", "This helmet sits low at the back and does not look like a race.", "A(n) {colour} helmet with a dial that turns in one hand."),
        detail=("The shell and the foam are moulded together.", "The buckle closes magnetically, also with gloves.", "Pads come out for washing."),
        use=("For commuting and Sunday tours.", "Fits over a thin beanie.", "Replace it after any hard fall."),
        complements=("water-bottle", "lantern"), season="spring",
    ),
    Archetype(
        code="tent", praises_material=False, product_type="tent", shelf="outdoor-sports", price=219,
        colours=("olive", "mustard", "petrol", "rust", "sand"), materials=("recycled polyester", "cotton canvas"),
        traits=(Trait("persons", (2.0, 3.0, 4.0)), Trait("weight_kg", (2.4, 3.6, 5.8)), Trait("water_column", (2000.0, 3000.0, 5000.0)), Trait("season_rating", ("three seasons", "summer"))),
        epithets=("weekend", "trekking", "family"), headline="persons",
        what=("A tent for {persons} people in {material}, {weight_kg}.", "This tent stands in eight minutes and stays dry up to {water_column}.", "A(n) {colour} tent for {season_rating}."),
        detail=("Inner and outer tent are put up together.", "Poles are colour-coded and shock-corded.", "Two doors, two porches, no climbing over anyone."),
        use=("For weekends by bike and weeks by car.", "Pitch it once at home first.", "Vents at the top keep mornings dry."),
        care=("Dry completely before storing.", "Brush off soil; wash by hand without soap."),
        complements=("lantern", "backpack"), demand=0.6, weight=0.7, season="summer",
    ),
)  # fmt: skip
