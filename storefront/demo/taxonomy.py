"""The departments of the demo shop: two levels, as a shopper would look for things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shelf:
    """A department; ``within`` is the slug of the one above it, empty for the top level."""

    slug: str
    name: str
    description: str
    within: str = ""


SHELVES: tuple[Shelf, ...] = (
    Shelf("kitchen", "Kitchen & dining", "Everything between the kettle and the table."),
    Shelf(
        "coffee-tea", "Coffee & tea", "Brewers, grinders, pots, cups, beans and leaves.", "kitchen"
    ),
    Shelf("cookware", "Cookware", "Pans, pots, knives and boards for everyday cooking.", "kitchen"),
    Shelf("tableware", "Tableware", "Plates, bowls, glasses and carafes.", "kitchen"),
    Shelf("lighting", "Lighting", "Lamps for working, reading and long evenings."),
    Shelf("table-lamps", "Desk & table lamps", "Light where you sit.", "lighting"),
    Shelf("room-lamps", "Ceiling & floor lamps", "Light for the whole room.", "lighting"),
    Shelf("bulbs", "Light bulbs", "Warm, dimmable and made to last.", "lighting"),
    Shelf("furniture", "Furniture", "Solid pieces for small and large rooms."),
    Shelf("seating", "Seating", "Chairs, armchairs and stools.", "furniture"),
    Shelf("tables", "Tables & desks", "Side tables, coffee tables and desks.", "furniture"),
    Shelf("shelves", "Shelves & storage", "Bookcases, sideboards and baskets.", "furniture"),
    Shelf("living", "Home & living", "Textiles and objects that make a room yours."),
    Shelf(
        "textiles", "Cushions, throws & rugs", "Soft things in wool, linen and cotton.", "living"
    ),
    Shelf("decoration", "Vases & decoration", "Vases, candles, clocks and frames.", "living"),
    Shelf("clothing", "Clothing", "Plain, well-cut clothes for every day."),
    Shelf("tops", "Shirts & jumpers", "T-shirts, shirts and knitwear.", "clothing"),
    Shelf("outerwear", "Jackets & coats", "For wind, rain and cold mornings.", "clothing"),
    Shelf("trousers", "Trousers", "Chinos, jeans and wide legs.", "clothing"),
    Shelf("clothing-accessories", "Socks, scarves & hats", "The small warm things.", "clothing"),
    Shelf("shoes", "Shoes", "Sneakers and boots that are walked in quickly.", "clothing"),
    Shelf("bags", "Bags & travel", "To work, to the market and far away."),
    Shelf("backpacks", "Backpacks & totes", "Carried every day.", "bags"),
    Shelf("luggage", "Suitcases & travel", "Cases, wallets and small travel things.", "bags"),
    Shelf("stationery", "Stationery & books", "Paper, pens, ink and things to read."),
    Shelf("writing", "Paper & writing", "Notebooks, pens, pencils and ink.", "stationery"),
    Shelf("books", "Books", "Cookery, gardens, design and stories.", "stationery"),
    Shelf("garden", "Garden", "For balconies, beds and window sills."),
    Shelf("pots-planting", "Pots & planting", "Pots, seeds, soil and food for plants.", "garden"),
    Shelf("garden-tools", "Garden tools", "Cans, shears, trowels and gloves.", "garden"),
    Shelf("electronics", "Electronics", "Sound, power and the things around a desk."),
    Shelf("audio", "Headphones & speakers", "Listen alone or together.", "electronics"),
    Shelf("desk-tech", "Keyboards & desk", "For the place where you work.", "electronics"),
    Shelf("power-cases", "Power, cables & cases", "Charge, connect and protect.", "electronics"),
    Shelf("sports", "Sports & fitness", "Move indoors and out."),
    Shelf("training", "Yoga & training", "Mats, weights and bottles.", "sports"),
    Shelf("outdoor-sports", "Cycling, ball & camping", "For outside.", "sports"),
    Shelf("toys", "Toys & games", "Made to be played with for years."),
    Shelf("play", "Wooden & soft toys", "Blocks, trains and bears.", "toys"),
    Shelf("games", "Games & puzzles", "For rainy afternoons.", "toys"),
    Shelf("bath", "Bath & care", "Soap, towels and quiet quarters of an hour."),
    Shelf("care", "Soap & care", "For hands, hair and skin.", "bath"),
    Shelf("bath-textiles", "Towels & bathroom", "Towels, mats and what stands on the rim.", "bath"),
)

TOP = tuple(shelf.slug for shelf in SHELVES if not shelf.within)
"""Slugs of the top departments, in shop order; tastes are over these."""

TOP_OF = {shelf.slug: shelf.within or shelf.slug for shelf in SHELVES}
"""Slug of any department to the slug of the top department it belongs to."""
