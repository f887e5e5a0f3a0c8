"""Kinds of bags and travel things."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

BAGS: tuple[Archetype, ...] = (
    Archetype(
        code="backpack", product_type="backpack", shelf="backpacks", price=99,
        colours=("navy", "olive", "black", "mustard", "rust", "sand", "petrol"), materials=("cotton canvas", "recycled polyester", "leather"),
        traits=(Trait("capacity", (14.0, 18.0, 22.0, 28.0)), Trait("laptop_inches", (13.0, 14.0, 15.0, 16.0)), Trait("waterproof", (True, False)), Trait("pockets", (3.0, 4.0, 6.0)), Trait("closure", ("zip", "roll top", "buckles"))),
        epithets=("day", "city", "commuter"), headline="capacity",
        what=("A {capacity} backpack in {material}, closure: {closure}.", "This {material} backpack carries a {laptop_inches} laptop and a day's worth of things.", "A(n) {colour} backpack with {pockets} pockets."),
        detail=("The laptop sleeve is padded and hangs free of the bottom.", "Straps are wide and meet the bag at the right angle.", "A flat pocket at the back keeps the passport safe."),
        use=("To work during the week, into the hills on Saturday.", "Fits under the seat in front of you.", "It stands up by itself when you put it down."),
        complements=("water-bottle", "laptop-sleeve", "notebook"), weight=1.4, demand=1.2, season="desk",
    ),
    Archetype(
        code="tote-bag", product_type="tote bag", shelf="backpacks", price=45,
        colours=("natural", "black", "sage", "terracotta", "navy", "mustard"), materials=("cotton canvas", "leather", "linen", "recycled polyester"),
        traits=(Trait("capacity", (12.0, 16.0, 20.0)), Trait("closure", ("open", "zip", "magnet")), Trait("strap_drop", (22.0, 26.0, 30.0)), Trait("inner_pocket", (True, False))),
        epithets=("market", "shopper", "everyday"), headline="",
        what=("A tote in {material} that takes {capacity}.", "This {material} tote goes over the shoulder with a coat on.", "A(n) {colour} tote, closure: {closure}."),
        detail=("The handles are sewn in a cross and hold a full week's shopping.", "The base is doubled.", "An inner pocket holds keys and phone."),
        use=("To the market, to the library, to the beach.", "Folds into a coat pocket.", "Carries A4 without bending it."),
        complements=("wallet", "notebook"), season="summer",
    ),
    Archetype(
        code="suitcase", praises_material=False, care=("Wipe with mild soap and water.", "Store open and dry."), product_type="suitcase", shelf="luggage", price=179,
        colours=("sage", "navy", "black", "sand", "terracotta", "silver"), materials=("recycled plastic", "aluminium"),
        traits=(Trait("wheels", (4.0,)), Trait("lock", ("TSA lock", "combination lock")), Trait("warranty_years", (5.0, 10.0)), Trait("expandable", (True, False))),
        sizes=("Cabin 38 l", "Medium 65 l", "Large 95 l"), epithets=("hard-shell", "grooved", "weekend"), headline="",
        what=("A suitcase in {material} with {wheels} quiet wheels.", "This suitcase rolls straight and comes with a(n) {lock}.", "A(n) {colour} case with {warranty_years} of warranty."),
        detail=("The handle locks at three heights and does not rattle.", "Inside, one half straps down and the other zips shut.", "The corners are rounded where others crack."),
        use=("The cabin size meets the rules of the airlines.", "Packs a week if you fold well.", "Easy to find on the belt."),
        complements=("wallet", "power-bank"), demand=0.7, season="summer",
    ),
    Archetype(
        code="wallet", product_type="wallet", shelf="luggage", price=49,
        colours=("cognac", "black", "navy", "forest", "walnut", "berry"), materials=("leather", "cork", "recycled polyester"),
        traits=(Trait("card_slots", (4.0, 6.0, 8.0)), Trait("coin_pocket", (True, False)), Trait("rfid_protection", (True, False))),
        epithets=("slim", "fold", "card"), headline="",
        what=("A wallet in {material} for {card_slots} cards.", "This slim {material} wallet fits a front pocket.", "A(n) {colour} wallet that closes flat."),
        detail=("Edges are painted and polished by hand.", "One long seam of linen thread holds it together.", "The coins have a pocket of their own, if you still carry any."),
        use=("Holds cards, notes and a train ticket.", "Makes a good present with initials.", "It gets darker and better."),
        complements=("tote-bag",), season="gift",
    ),
)  # fmt: skip
