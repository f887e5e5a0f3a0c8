"""Names and towns for shoppers who do not exist."""

from __future__ import annotations

from storefront.demo.dice import Dice

FIRST: tuple[str, ...] = (
    "Ada", "Agnes", "Aisha", "Alex", "Alice", "Amara", "Amir", "Anna", "Anton", "Ari", "Astrid", "Ben", "Bruno",
    "Camille", "Carla", "Cem", "Clara", "Daniel", "David", "Deniz", "Dora", "Elena", "Elias", "Emil", "Emma",
    "Erik", "Esra", "Eva", "Fatima", "Felix", "Finn", "Flora", "Frida", "Georg", "Greta", "Hana", "Hannah",
    "Henri", "Ida", "Ines", "Irene", "Isak", "Ivan", "Jakob", "Jana", "Jonas", "Jule", "Julia", "Kaja", "Karim",
    "Kim", "Lara", "Lea", "Leo", "Lena", "Lina", "Louis", "Luca", "Lucia", "Maja", "Malik", "Marco", "Maria",
    "Marta", "Mateo", "Max", "Mia", "Mila", "Milan", "Mona", "Nadia", "Nele", "Nico", "Nina", "Noah", "Nora",
    "Olga", "Oskar", "Paul", "Paula", "Pia", "Priya", "Rafael", "Robin", "Rosa", "Samir", "Sara", "Selin",
    "Simon", "Sofia", "Stella", "Tara", "Teo", "Theo", "Tom", "Uma", "Vera", "Viktor", "Wanda", "Yara", "Zoe",
)  # fmt: skip

LAST: tuple[str, ...] = (
    "Abel", "Adler", "Ahmed", "Andersen", "Bauer", "Becker", "Berg", "Bianchi", "Blanc", "Bosch", "Brandt",
    "Carvalho", "Castro", "Conti", "Costa", "Dahl", "Demir", "Dubois", "Duran", "Eder", "Eriksen", "Fabre",
    "Ferrari", "Fischer", "Fontaine", "Frank", "Garcia", "Girard", "Graf", "Haas", "Hansen", "Hartmann", "Hoffmann",
    "Horvat", "Huber", "Ivanova", "Jansen", "Jensen", "Kaya", "Keller", "Khan", "Klein", "Koch", "Kowalski",
    "Kraus", "Kumar", "Lang", "Larsen", "Laurent", "Lindberg", "Lombardi", "Lopez", "Madsen", "Maier", "Marino",
    "Martin", "Mendes", "Meyer", "Moreau", "Moretti", "Nagy", "Neumann", "Nielsen", "Novak", "Olsen", "Ortiz",
    "Patel", "Pereira", "Petrov", "Popescu", "Ricci", "Richter", "Roux", "Russo", "Santos", "Schmidt", "Schulz",
    "Silva", "Simon", "Sommer", "Sorensen", "Stein", "Suzuki", "Tanaka", "Torres", "Vogel", "Wagner", "Weber",
    "Winter", "Wolf", "Yilmaz", "Zimmer",
)  # fmt: skip

STREETS: tuple[str, ...] = (
    "Lindenstraße", "Gartenweg", "Am Mühlbach", "Kastanienallee", "Hafenstraße", "Schulstraße", "Rosenweg",
    "Bergstraße", "Uferpromenade", "Marktplatz", "Birkenweg", "Feldstraße",
)  # fmt: skip

TOWNS: tuple[tuple[str, str], ...] = (
    ("10999", "Berlin"), ("20357", "Hamburg"), ("50672", "Köln"), ("80799", "München"), ("04229", "Leipzig"),
    ("28203", "Bremen"), ("79098", "Freiburg"), ("01099", "Dresden"), ("60316", "Frankfurt"), ("70197", "Stuttgart"),
    ("30451", "Hannover"), ("48143", "Münster"),
)  # fmt: skip


def full_name(dice: Dice) -> tuple[str, str]:
    """Return a first and a last name."""
    return dice.pick(FIRST), dice.pick(LAST)
