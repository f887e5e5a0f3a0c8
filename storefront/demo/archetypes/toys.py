"""Kinds of toys and games."""

from __future__ import annotations

from storefront.demo.archetypes.spec import Archetype, Trait

_GAME = tuple(
    f"{first} {second}"
    for first in ("Harbour", "Moss &", "Lantern", "Forest", "Tiny", "Clockwork", "Orchard", "River", "Cloud", "Night")
    for second in ("Traders", "Stones", "Village", "Express", "Detectives", "Gardens", "Foxes", "Islands", "Bakers")
)  # fmt: skip

TOYS: tuple[Archetype, ...] = (
    Archetype(
        code="building-blocks", care=("Wipe with a damp cloth; do not soak.",), product_type="building blocks", shelf="play", price=42,
        colours=("natural", "mustard", "sage", "coral", "sky"), has_colours=False, materials=("beech", "birch", "cork"),
        traits=(Trait("pieces", (24.0, 40.0, 60.0, 100.0)), Trait("from_age", (1.0, 2.0, 3.0)), Trait("paint", ("untreated", "water-based paint", "oiled"))),
        epithets=("rainbow", "arch", "castle"), headline="pieces",
        what=("{pieces} building blocks in {material}, {paint}.", "These blocks become towers, stables and, with luck, a bridge.", "A box of {pieces} blocks for children from {from_age}."),
        detail=("Edges are rounded and sanded.", "All measures are multiples of one another, so things fit.", "The box has a lid to sort shapes through."),
        use=("On the floor, alone or with a patient adult.", "Goes with the wooden railway.", "They have been played with by grandparents and will be again."),
        complements=("wooden-train", "plush-bear"), season="gift",
    ),
    Archetype(
        code="plush-bear", drawn="animal", product_type="plush animal", shelf="play", price=32,
        colours=("caramel", "oat", "grey", "blush", "sage", "charcoal"), materials=("plush", "organic cotton"), sizes=("25 cm", "40 cm"),
        traits=(Trait("animal", ("bear", "rabbit", "fox", "owl")), Trait("from_age", (1.0, 2.0)), Trait("filling", ("recycled fibre", "corn fibre", "wool")), Trait("washable", (True,))),
        epithets=("sleepy", "patient", "little"), headline="animal",
        what=("A plush {animal} in {material}, filled with {filling}.", "This {animal} is soft, patient and washable.", "A(n) {colour} {animal} for children from {from_age}."),
        detail=("Eyes are embroidered, so nothing comes off.", "Arms and legs are long enough to be held by.", "Each seam is sewn twice and tested."),
        use=("For prams, beds and long drives.", "It listens better than most.", "A first present that tends to stay."),
        complements=("building-blocks",), season="gift",
    ),
    Archetype(
        code="wooden-train", care=("Wipe with a damp cloth; a drop of oil keeps the axles quiet.",), product_type="wooden train", shelf="play", price=38,
        colours=("red", "sky", "natural", "mustard", "forest"), materials=("beech", "birch"),
        traits=(Trait("wagons", (2.0,)), Trait("from_age", (2.0, 3.0)), Trait("coupling", ("magnetic", "hook")), Trait("paint", ("water-based paint", "untreated", "oiled"))),
        epithets=("freight", "express", "little"), headline="wagons",
        what=("A wooden train with {wagons} wagons and {coupling} couplings.", "This train runs on rails, floors and table edges.", "A(n) {colour} train in {material}, {paint}."),
        detail=("The wheels turn on steel axles.", "The magnets find each other whichever way round.", "Rounded funnel, no sharp corner anywhere."),
        use=("Fits the usual wooden tracks.", "Load the wagons with blocks.", "Good for hands from {from_age}."),
        complements=("building-blocks", "puzzle"), season="gift",
    ),
    Archetype(
        code="puzzle", product_type="jigsaw puzzle", shelf="games", price=19,
        colours=("sky", "coral", "forest", "mustard", "plum", "sage"), has_colours=False, materials=("board",),
        traits=(Trait("pieces", (48.0, 100.0, 500.0, 1000.0)), Trait("motif", ("a harbour at dawn", "a botanical plate", "a map of an invented city", "mountains in fog", "a kitchen shelf")), Trait("from_age", (4.0, 6.0, 10.0)), Trait("poster_included", (True, False))),
        epithets=("illustrated", "panorama", "family"), headline="pieces",
        what=("A jigsaw of {pieces} pieces showing {motif}.", "This puzzle keeps a table busy for a weekend.", "{pieces} pieces, one picture: {motif}."),
        detail=("The pieces are thick and click audibly.", "No two are cut the same.", "Linen finish, so the lamp does not reflect."),
        use=("For rainy Sundays and shared silence.", "Start with the sky; everybody does.", "From {from_age}."),
        complements=("board-game", "tea"), season="cosy",
    ),
    Archetype(
        code="board-game", praises_material=False, product_type="board game", shelf="games", price=36,
        colours=("petrol", "coral", "mustard", "forest", "plum"), has_colours=False, materials=("board",), titles=_GAME,
        traits=(Trait("players", ("2", "2–4", "3–6", "1–5")), Trait("play_minutes", (20.0, 35.0, 60.0, 90.0)), Trait("from_age", (6.0, 8.0, 10.0, 12.0)), Trait("language", ("English", "German", "French"))),
        what=("A board game for {players} players, about {play_minutes}.", "This game is explained in five minutes and played for years.", "For {players} players from {from_age}: {play_minutes} of friendly plotting."),
        detail=("Wooden pieces, a linen-finished board and no plastic.", "The rules fit on four pages with pictures.", "Nobody drops out before the end."),
        use=("For families who have played everything else.", "A good second game after dinner.", "It also works with only two."),
        care=("Keep dry.", "Store flat, with the bands closed."),
        complements=("puzzle",), season="gift",
    ),
)  # fmt: skip
