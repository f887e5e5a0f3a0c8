"""The invented makers of the demo shop: each with a look, a price level and departments it works for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrandSpec:
    """One maker; ``level`` runs from 0 (plain and cheap) to 3 (dear)."""

    name: str
    style: str
    level: int
    departments: tuple[str, ...]


def _brand(name: str, style: str, level: int, departments: str) -> BrandSpec:
    return BrandSpec(name, style, level, tuple(departments.split()))


BRANDS: tuple[BrandSpec, ...] = (
    _brand("Alder & Ash", "nordic", 2, "kitchen furniture living"),
    _brand("Fjellhus", "nordic", 1, "kitchen living lighting bath"),
    _brand("Nordlund", "nordic", 3, "furniture lighting"),
    _brand("Lille Havn", "nordic", 1, "toys living clothing"),
    _brand("Sommarö", "nordic", 2, "garden living bath"),
    _brand("Birkholm", "nordic", 0, "furniture kitchen stationery"),
    _brand("Havsund", "nordic", 1, "clothing bags sports"),
    _brand("Tideway", "nordic", 2, "electronics bags"),
    _brand("Werkbank 12", "industrial", 2, "lighting furniture stationery"),
    _brand("Ironmoor", "industrial", 1, "lighting kitchen garden"),
    _brand("Foundry Lane", "industrial", 2, "kitchen furniture electronics"),
    _brand("Halle Nord", "industrial", 1, "bags clothing lighting"),
    _brand("Plainworks", "industrial", 0, "electronics stationery sports"),
    _brand("Boltsmith", "industrial", 1, "garden sports toys"),
    _brand("Kessel & Co", "industrial", 1, "kitchen bath"),
    _brand("Harrow & Finch", "classic", 3, "clothing bags stationery"),
    _brand("Pemberley Row", "classic", 2, "living bath kitchen"),
    _brand("Oldcastle", "classic", 1, "furniture kitchen garden"),
    _brand("Maison Verrier", "classic", 3, "kitchen living lighting"),
    _brand("Stratton Mill", "classic", 1, "clothing living"),
    _brand("Inkwell Society", "classic", 2, "stationery"),
    _brand("Ellery Press", "classic", 1, "stationery"),
    _brand("Whitcombe", "classic", 2, "toys sports bags"),
    _brand("Pica & Pomme", "playful", 1, "toys stationery kitchen"),
    _brand("Bubble Yard", "playful", 0, "toys bath electronics"),
    _brand("Zucker", "playful", 1, "living kitchen clothing"),
    _brand("Jolly Crane", "playful", 1, "toys sports bags"),
    _brand("Papaya Studio", "playful", 2, "stationery lighting living"),
    _brand("Konfetti", "playful", 0, "kitchen stationery toys garden"),
    _brand("Momo & Fritz", "playful", 1, "clothing bags electronics"),
    _brand("Fern & Fable", "botanical", 2, "garden living stationery"),
    _brand("Verdalia", "botanical", 1, "garden bath kitchen"),
    _brand("Moss Hollow", "botanical", 1, "bath living garden"),
    _brand("Orchard Lane", "botanical", 1, "kitchen garden toys"),
    _brand("Petalwick", "botanical", 2, "living bath clothing"),
    _brand("Wildroot", "botanical", 1, "sports clothing bags garden"),
    _brand("Saltmeadow", "botanical", 2, "bath kitchen lighting"),
    _brand("Null Komma", "minimal", 2, "electronics stationery lighting"),
    _brand("Ma Studio", "minimal", 3, "kitchen living furniture"),
    _brand("Oneline", "minimal", 1, "electronics bags stationery"),
    _brand("Blanc", "minimal", 2, "bath clothing kitchen"),
    _brand("Quiet Object", "minimal", 3, "lighting furniture electronics"),
    _brand("Grid & Grain", "minimal", 1, "furniture stationery kitchen"),
    _brand("Stillwater", "minimal", 1, "sports bath bags"),
    _brand("Basic Bureau", "minimal", 0, "stationery electronics furniture clothing"),
    _brand("Hearth & Hay", "rustic", 1, "kitchen living garden"),
    _brand("Barrow Farm", "rustic", 1, "garden kitchen bath"),
    _brand("Oakhollow", "rustic", 2, "furniture kitchen toys"),
    _brand("Tannery Row", "rustic", 3, "bags clothing stationery"),
    _brand("Loden & Sohn", "rustic", 2, "clothing sports bags"),
    _brand("Coldbrook", "rustic", 1, "kitchen lighting sports"),
    _brand("Woolgather", "rustic", 2, "clothing living toys"),
    _brand("Studio Palma", "midcentury", 2, "lighting furniture living"),
    _brand("Teak & Tonic", "midcentury", 2, "furniture kitchen electronics"),
    _brand("Larsen Sound", "midcentury", 3, "electronics"),
    _brand("Carrera 58", "midcentury", 2, "bags clothing sports"),
    _brand("Atomic Finch", "midcentury", 1, "living lighting toys stationery"),
    _brand("Bauer Modern", "midcentury", 3, "furniture lighting living"),
    _brand("Sputnik Supply", "midcentury", 0, "lighting electronics garden"),
    _brand("Golden Hour", "midcentury", 1, "living kitchen garden clothing bath"),
    _brand("Everyday Goods", "minimal", 0,
           "kitchen lighting living clothing bags garden electronics sports toys bath"),
    _brand("Market Street", "rustic", 0, "kitchen living clothing garden bath sports furniture"),
)  # fmt: skip

SERIES: tuple[str, ...] = (
    "Alba", "Alma", "Amrum", "Anker", "Arden", "Arlo", "Aske", "Avon", "Beda", "Bela", "Birk", "Bodo", "Brae",
    "Brio", "Calla", "Cedar", "Clyde", "Cora", "Dahl", "Dara", "Delta", "Dover", "Dune", "Ebba", "Edda", "Elba",
    "Elin", "Elm", "Enzo", "Esker", "Fable", "Faro", "Fenn", "Fina", "Fjord", "Flint", "Frida", "Gale", "Gotland",
    "Greta", "Hald", "Halo", "Harbour", "Hedda", "Heath", "Ida", "Inga", "Iona", "Isla", "Ivo", "Jona", "Juna",
    "Juno", "Kalle", "Karo", "Kilda", "Kite", "Koto", "Lagom", "Lark", "Lea", "Linus", "Lode", "Loft", "Luma",
    "Lund", "Maia", "Malmö", "Marlo", "Mera", "Milo", "Mira", "Moor", "Nara", "Nell", "Nilo", "Noor", "Nova",
    "Oda", "Olmo", "Onda", "Orla", "Oslo", "Otis", "Palo", "Pebble", "Perle", "Piet", "Porto", "Quill", "Rask",
    "Reed", "Rhea", "Riva", "Rowan", "Runa", "Saga", "Selma", "Sena", "Sol", "Sorrel", "Stela", "Svea", "Tarn",
    "Tempo", "Tilda", "Tivoli", "Toft", "Tove", "Ulla", "Vale", "Vega", "Vera", "Viggo", "Vilma", "Wren", "Yara",
    "Ylva", "Zola", "Zuri",
)  # fmt: skip
"""Names of product series, shared by all makers as first names are."""

CODES: tuple[str, ...] = tuple(
    "".join(letter for letter in brand.name.upper() if letter.isascii() and letter.isalnum())[:3]
    for brand in BRANDS
)
"""Three letters of each brand, for SKUs."""
