"""Kinds of lamps, and what makes them shine."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

LIGHTING: tuple[Archetype, ...] = (
    Archetype(
        code="desk-lamp", care=("Dust with a soft, dry cloth.", "Unplug before cleaning; wipe with a barely damp cloth."), product_type="desk lamp", shelf="table-lamps", price=72,
        colours=("black", "white", "sage", "mustard", "brass", "navy", "red"), materials=("steel", "aluminium", "oak", "brass"),
        traits=(Trait("socket", ("E27", "E14", "LED built in")), Trait("wattage", (5.0, 8.0, 10.0)), Trait("height", (38.0, 45.0, 52.0)), Trait("dimmable", (True, False)), Trait("cable_length", (1.5, 1.8, 2.0))),
        epithets=("jointed", "architect's", "swivel", "reading"), headline="",
        what=("A desk lamp in {material} with a shade that follows your work.", "This {height} desk lamp stands firmly and moves with one finger.", "A(n) {colour} desk lamp with {wattage} of focused light."),
        detail=("The joints are sprung, so the arm stays where you leave it.", "The switch sits on the foot, where the hand already is.", "The {cable_length} cable is wrapped in textile."),
        use=("Puts light on the page, not in your eyes.", "At home on a desk, a workbench or a bedside table.", "Turned to the wall it becomes a soft evening light."),
        complements=("light-bulb", "desk", "notebook"), demand=1.2, season="desk",
    ),
    Archetype(
        code="table-lamp", care=("Dust with a soft, dry cloth.", "Unplug before cleaning; wipe with a barely damp cloth."), product_type="table lamp", shelf="table-lamps", price=64,
        colours=("white", "terracotta", "sage", "sand", "navy", "blush", "ochre"), materials=("stoneware", "oak", "glass", "brass", "linen"),
        traits=(Trait("socket", ("E27", "E14")), Trait("height", (28.0, 36.0, 48.0)), Trait("shade", ("linen", "paper", "opal glass", "cotton")), Trait("dimmable", (True, False))),
        epithets=("mushroom", "bedside", "round", "low"), headline="shade",
        what=("A table lamp with a base in {material} and a shade in {shade}.", "This {height} lamp gives the corner of a room a reason to exist.", "A(n) {colour} lamp for sideboards and bedside tables."),
        detail=("The shade softens the light without swallowing it.", "The base is weighted, so children and cats may pass.", "A dimmer in the cable takes it from reading to whispering."),
        use=("Two of them frame a bed or a sofa.", "Best with a warm bulb of 40 watts or its LED cousin.", "It makes a hallway friendly."),
        complements=("light-bulb", "side-table"), season="cosy",
    ),
    Archetype(
        code="pendant-lamp", care=("Dust with a soft, dry cloth.", "Unplug before cleaning; wipe with a barely damp cloth."), product_type="pendant lamp", shelf="room-lamps", price=98,
        colours=("white", "black", "sage", "brass", "terracotta", "natural", "smoke"), materials=("aluminium", "rattan", "glass", "paper", "steel"),
        traits=(Trait("socket", ("E27",)), Trait("diameter", (28.0, 38.0, 48.0, 60.0)), Trait("cable_length", (1.5, 2.0, 2.5)), Trait("dimmable", (True,))),
        epithets=("dome", "wide", "bell"), headline="diameter",
        what=("A pendant lamp of {diameter} in {material}.", "This pendant hangs low over a table and keeps the light on the plates.", "A(n) {colour} dome in {material} on a {cable_length} cable."),
        detail=("The inside is white, so more light reaches the table.", "Ceiling rose and cable match the shade.", "The cable shortens without tools."),
        use=("Hang it 60 cm above the table.", "One over a small round table, two over a long one.", "It keeps faces in a kind light."),
        complements=("light-bulb",), season="cosy",
    ),
    Archetype(
        code="floor-lamp", care=("Dust with a soft, dry cloth.", "Unplug before cleaning; wipe with a barely damp cloth."), product_type="floor lamp", shelf="room-lamps", price=149,
        colours=("black", "white", "brass", "oak", "sage"), materials=("steel", "oak", "brass", "linen"),
        traits=(Trait("socket", ("E27", "LED built in")), Trait("height", (140.0, 155.0, 168.0)), Trait("shade", ("linen", "paper", "steel")), Trait("dimmable", (True, False))),
        epithets=("reading", "corner", "lounge"), headline="",
        what=("A floor lamp of {height} with a shade in {shade}.", "This lamp leans over the armchair like a good friend with a book.", "A(n) {colour} floor lamp in {material}."),
        detail=("The foot is heavy and flat enough to slide under a sofa.", "The shade turns and tilts.", "A foot switch saves you from getting up."),
        use=("Place it behind a reading chair or in the darkest corner.", "Lights a whole seating group without dazzling anyone.", "Moves from room to room in one hand."),
        complements=("light-bulb", "armchair"), season="cosy",
    ),
    Archetype(
        code="light-bulb", praises_material=False, product_type="LED bulb", shelf="bulbs", price=8.5,
        colours=("clear", "amber", "white"), has_colours=False, materials=("glass",),
        traits=(Trait("socket", ("E27", "E14")), Trait("wattage", (2.5, 4.0, 7.0, 9.0)), Trait("colour_temperature", (2200.0, 2700.0, 3000.0)), Trait("dimmable", (True, False)), Trait("lifetime_hours", (15000.0, 25000.0))),
        sizes=("1 piece", "3 pieces"), size_name="Pack", epithets=("warm", "evening", "household"), headline="wattage",
        what=("An LED bulb for {socket} with {wattage} at {colour_temperature}.", "This bulb gives the warm light of old filaments for {wattage}.", "A(n) {socket} bulb, {colour_temperature}, made for {lifetime_hours}."),
        detail=("No flicker, also when dimmed low.", "The filament is drawn in a long loop and may be looked at.", "Full brightness from the first second."),
        use=("Fits desk, table and pendant lamps with a(n) {socket} socket.", "Warm enough for living rooms, bright enough to read.", "Keep one in the drawer."),
        care=("Let it cool before changing; dispose of it with electrical waste.", "Dust it cold, with a dry cloth."),
        rebuy_days=110, several=True, complements=("desk-lamp", "pendant-lamp", "table-lamp"), demand=1.0, weight=0.9,
    ),
)  # fmt: skip
