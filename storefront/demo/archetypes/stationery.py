"""Kinds of paper, pens and books."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

_COOKERY = tuple(
    f"{first} {second}"
    for first in ("Slow", "Green", "Sunday", "Salt &", "One-Pot", "Winter", "Market", "Open-Fire", "Small", "Quiet")
    for second in ("Kitchen", "Suppers", "Table", "Bakery", "Harvest", "Broths", "Preserves", "Breakfasts")
)  # fmt: skip
_DESIGN = tuple(
    f"{first} {second}"
    for first in ("Rooms of", "A Year of", "The Shape of", "Notes on", "In Praise of", "The Craft of", "Learning from", "Houses and")
    for second in ("Light", "Gardens", "Timber", "Colour", "Paper", "Small Spaces", "Clay", "Balconies", "Chairs", "Type")
)  # fmt: skip
_NOVEL = tuple(
    f"The {first} {second}"
    for first in ("Glass", "Last", "Salt", "Borrowed", "Winter", "Unhurried", "Paper", "Second", "Copper", "Northern", "Silent", "Orchard")
    for second in ("Harbour", "Letter", "Summer", "House", "Atlas", "Clockmaker", "River", "Gardener", "Apartment", "Ferry", "Archive")
)  # fmt: skip

STATIONERY: tuple[Archetype, ...] = (
    Archetype(
        code="notebook", praises_material=False, product_type="notebook", shelf="writing", price=14,
        colours=("navy", "sage", "terracotta", "mustard", "black", "blush", "cream", "forest"), materials=("board", "linen", "leather"),
        traits=(Trait("ruling", ("dotted", "lined", "plain", "squared")), Trait("pages", (96.0, 144.0, 192.0, 240.0)), Trait("paper_weight", (80.0, 90.0, 100.0, 120.0)), Trait("binding", ("thread-sewn", "open spine", "wire")), Trait("recycled_paper", (True, False))),
        sizes=("A6", "A5", "B5"), epithets=("project", "travel", "studio"), headline="ruling",
        what=("A {ruling} notebook with {pages} of {paper_weight} paper.", "This notebook in {material} opens flat because it is {binding}.", "A(n) {colour} notebook, {ruling}, for lists, plans and second thoughts."),
        detail=("Ink does not show through the {paper_weight} paper.", "Two ribbons and a pocket at the back.", "The pages are numbered and there is an index."),
        use=("For meetings, morning pages or a garden diary.", "Fountain pens are welcome.", "Fits a coat pocket in A6 and a desk in B5."),
        care=("Nothing to look after; simply fill it.", "Keep dry."),
        rebuy_days=62, several=True, complements=("fountain-pen", "pencils"), weight=1.6, demand=1.3, season="desk",
    ),
    Archetype(
        code="fountain-pen", praises_material=False, product_type="fountain pen", shelf="writing", price=42,
        colours=("black", "navy", "forest", "brass", "white", "coral", "silver"), materials=("aluminium", "brass", "recycled plastic", "walnut"),
        traits=(Trait("nib", ("extra fine", "fine", "medium", "broad")), Trait("filling_system", ("cartridge or converter", "piston")), Trait("weight_grams", (18.0, 24.0, 32.0))),
        epithets=("pocket", "everyday", "faceted"), headline="nib",
        what=("A fountain pen in {material} with a(n) {nib} nib.", "This pen weighs {weight_grams} and starts on the first stroke.", "A(n) {colour} fountain pen, filling: {filling_system}."),
        detail=("The cap closes with a click and posts on the back.", "The grip is shaped for three fingers and no cramps.", "The nib is steel, polished by hand."),
        use=("For signatures, letters and lists that matter.", "A present for people who finish school.", "Left- and right-handed writers both like it."),
        care=("Rinse with water when you change the ink.", "Store with the nib up."),
        complements=("ink", "notebook"), season="gift",
    ),
    Archetype(
        code="ink", praises_material=False, product_type="fountain pen ink", shelf="writing", price=11,
        colours=("navy", "petrol", "forest", "berry", "black", "rust", "plum"), materials=("glass",),
        traits=(Trait("volume", (30.0, 50.0, 80.0)), Trait("waterproof", (True, False)), Trait("sheen", ("none", "slight", "strong"))),
        epithets=("archive", "garden", "evening"), headline="volume",
        what=("{volume} of {colour} ink in a heavy bottle.", "This ink writes wet, dries fast and shades from light to deep {colour}.", "A(n) {colour} ink, sheen: {sheen}."),
        detail=("The neck is wide enough for large nibs.", "pH-neutral and kind to old pens.", "The bottle has a well for the last drops."),
        use=("For letters and for washes with a brush.", "It suits fine and broad nibs.", "Try it in the margin first."),
        care=("Close well and keep out of the sun.", "Shake gently before filling."),
        rebuy_days=95, complements=("fountain-pen", "notebook"), demand=0.8,
    ),
    Archetype(
        code="pencils", product_type="pencil set", shelf="writing", price=12,
        colours=("natural", "black", "sage", "mustard", "red", "sky"), has_colours=False, materials=("beech", "birch"),
        traits=(Trait("pieces", (6.0, 12.0, 24.0)), Trait("hardness_grade", ("HB", "2B", "4B to 2H", "colour")), Trait("shape", ("hexagonal", "round", "triangular"))),
        epithets=("drawing", "carpenter's", "studio"), headline="pieces",
        what=("A set of {pieces} pencils, {hardness_grade}, {shape}.", "These pencils have strong leads and sharpen without breaking.", "{pieces} {shape} pencils in a box that slides open."),
        detail=("The leads are glued along their whole length.", "Lacquered thinly, so the grain shows.", "Each one carries its grade at the end."),
        use=("For sketches, crosswords and school.", "They lie well in small and large hands.", "Keep one in every coat."),
        care=("Sharpen with a blade or a good sharpener.", "Keep them from falling: leads break inside."),
        rebuy_days=80, complements=("notebook",), season="desk",
    ),
    Archetype(
        code="cookbook", praises_material=False, product_type="cookery book", shelf="books", price=28,
        colours=("mustard", "terracotta", "sage", "cream", "forest", "coral"), materials=("paper",), has_colours=False, titles=_COOKERY,
        traits=(Trait("pages", (176.0, 224.0, 288.0)), Trait("recipes", (60.0, 85.0, 110.0)), Trait("language", ("English", "German", "French")), Trait("cover", ("hardcover", "linen hardcover"))),
        what=("{recipes} recipes on {pages}, written by somebody who cooks every day.", "A cookery book with {recipes} dishes that need a market, one pot and an hour.", "This book teaches {recipes} dishes and, in passing, how to season."),
        detail=("Photographs in daylight, without a dishcloth in sight.", "It lies flat at any page.", "Each recipe fits one spread."),
        use=("Start with the soups.", "A reliable present for a first kitchen.", "The notes in the margin are meant to be continued by you."),
        complements=("casserole", "chefs-knife"), season="gift", tags=("book",),
    ),
    Archetype(
        code="design-book", praises_material=False, product_type="design book", shelf="books", price=39,
        colours=("cream", "sky", "terracotta", "charcoal", "blush", "sage"), materials=("paper",), has_colours=False, titles=_DESIGN,
        traits=(Trait("pages", (144.0, 208.0, 320.0)), Trait("illustrations", (80.0, 140.0, 260.0)), Trait("language", ("English", "German", "French")), Trait("cover", ("hardcover", "softcover", "linen hardcover"))),
        what=("A book of {pages} with {illustrations} pictures and few, well-chosen words.", "This book looks closely at ordinary things.", "{illustrations} photographs and drawings, {pages}, {cover}."),
        detail=("Printed on two papers, one for pictures and one for text.", "Interviews with twelve makers stand between the chapters.", "An index helps to find that one chair again."),
        use=("For coffee tables and for real use.", "Read it in the order you like.", "It makes you look at your own rooms differently."),
        complements=("wall-clock", "side-table"), season="gift", tags=("book",),
    ),
    Archetype(
        code="novel", praises_material=False, product_type="novel", shelf="books", price=16,
        colours=("petrol", "coral", "mustard", "plum", "cream", "forest", "navy"), materials=("paper",), has_colours=False, titles=_NOVEL,
        traits=(Trait("pages", (208.0, 288.0, 384.0, 512.0)), Trait("genre", ("literary fiction", "crime", "family story", "travel tale", "historical fiction")), Trait("language", ("English", "German", "French")), Trait("cover", ("softcover", "hardcover"))),
        what=("A novel, {genre}, {pages}.", "This {genre} begins with a letter nobody expected and ends 300 miles further north.", "A quiet {genre} about people who stay longer than they meant to."),
        detail=("Short chapters make it a good companion on trains.", "The translation keeps the dry humour.", "Set in a clear type with generous margins."),
        use=("For a weekend without plans.", "Lend it to someone you like.", "Book clubs find plenty to argue about."),
        complements=("candle", "tea"), weight=1.4, demand=1.2, season="gift", tags=("book",),
    ),
)  # fmt: skip
