"""What products are made of: how it feels, how to keep it, how it takes the light."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Material:
    """One material: ``finish`` is how it is drawn (matte, gloss, metal, glass, wood, cloth, knit, leather, woven)."""

    name: str
    finish: str
    says: tuple[str, ...]
    care: tuple[str, ...]


def _material(
    name: str, finish: str, says: tuple[str, ...], care: tuple[str, ...]
) -> tuple[str, Material]:
    return name, Material(name, finish, says, care)


MATERIALS: dict[str, Material] = dict((
    _material("stoneware", "gloss", (
        "The stoneware is fired at 1,240 °C and takes daily use without complaint.",
        "A reactive glaze makes every piece of stoneware turn out slightly different.",
        "The stoneware is dense, heavy in the hand and quiet in colour.",
    ), ("Dishwasher and microwave safe.", "Goes into the dishwasher; avoid sudden changes of temperature.")),
    _material("porcelain", "gloss", (
        "Thin, bright porcelain makes it lighter in the hand than it looks.",
        "The porcelain is glazed inside and left matt outside.",
    ), ("Dishwasher safe, also on the warm programme.", "Safe in dishwasher and microwave.")),
    _material("earthenware", "matte", (
        "Unglazed earthenware breathes and warms in the sun.",
        "The earthenware is turned by hand and dried for a week before firing.",
    ), ("Rinse with water and a soft brush.", "Wipe clean; bring inside before the first frost.")),
    _material("terracotta", "matte", (
        "The terracotta lets roots breathe and grows a fine patina.",
        "Thick-walled terracotta keeps soil evenly moist.",
    ), ("Soak in water before first use.", "Frost-proof down to −5 °C when kept dry.")),
    _material("glass", "glass", (
        "Mouth-blown glass, so a tiny bubble here and there is meant.",
        "Clear, strong glass with an even wall.",
    ), ("Dishwasher safe on the glass programme.", "Rinse warm and polish with a linen cloth.")),
    _material("borosilicate glass", "glass", (
        "Borosilicate glass stands boiling water and the fridge alike.",
        "The borosilicate glass is thin, clear and resists heat up to 150 °C.",
    ), ("All parts come apart and go into the dishwasher.", "Dishwasher safe; use a soft brush inside.")),
    _material("recycled glass", "glass", (
        "Made from recycled glass, with the faint green tint that comes with it.",
        "Every piece is pressed from collected bottles.",
    ), ("Wash by hand with mild soap.", "Dishwasher safe on the glass programme.")),
    _material("stainless steel", "metal", (
        "Brushed stainless steel does not rust, stain or take on smells.",
        "The 18/10 stainless steel is thick enough to stay in shape for decades.",
    ), ("Dishwasher safe.", "Wipe dry after washing to keep the shine.")),
    _material("cast iron", "matte", (
        "Heavy cast iron heats slowly and keeps the heat.",
        "The cast iron is enamelled twice, inside and out.",
    ), ("Wash by hand and dry at once.", "Rinse with hot water; a drop of oil keeps it in shape.")),
    _material("aluminium", "metal", (
        "Spun aluminium keeps the weight low.",
        "The aluminium is recycled for the most part and powder-coated without solvents.",
    ), ("Dust with a soft, dry cloth.", "Wipe with a damp cloth.")),
    _material("steel", "metal", (
        "Powder-coated steel makes it stand firmly.",
        "The steel frame is welded, not screwed, so nothing works loose.",
    ), ("Wipe with a damp cloth.", "Dust from time to time; nothing more is needed.")),
    _material("brass", "metal", (
        "Solid brass that darkens with the years, unless you polish it.",
        "The brass is turned from one piece and left without lacquer.",
    ), ("Polish with a soft cloth when you want the shine back.", "Wipe with a dry cloth.")),
    _material("copper", "metal", (
        "Copper warms quickly and wears in beautifully.",
        "The copper is hammered by hand; every dent is one stroke.",
    ), ("Polish with lemon and salt, or let it age.", "Wash by hand.")),
    _material("oak", "wood", (
        "Solid oak from managed forests, finished with hard-wax oil.",
        "The oak shows its grain and gets a little darker every year.",
    ), ("Wipe with a damp cloth and oil once a year.", "Keep away from standing water; oil when it looks dry.")),
    _material("walnut", "wood", (
        "Dark walnut with a lively grain, oiled by hand.",
        "The walnut comes from old orchards, so no two pieces match exactly.",
    ), ("Wipe with a damp cloth and oil once a year.", "Dust with a soft cloth; avoid full sun.")),
    _material("birch", "wood", (
        "Pale birch plywood, sanded until the edges are round.",
        "Birch makes it light enough to move with one hand.",
    ), ("Wipe with a damp cloth.", "Dust with a dry cloth; small scratches sand out.")),
    _material("beech", "wood", (
        "Steam-bent beech gives it strength without weight.",
        "The beech is left untreated and smells faintly of the workshop.",
    ), ("Wash by hand, dry upright.", "Wipe with a damp cloth and let it dry in the air.")),
    _material("bamboo", "wood", (
        "Fast-growing bamboo, pressed into boards harder than oak.",
        "The bamboo has a fine, even grain.",
    ), ("Wipe clean; do not soak.", "Wipe with a damp cloth.")),
    _material("rattan", "woven", (
        "Rattan is woven wet and tightens as it dries.",
        "Hand-woven rattan lets the light through.",
    ), ("Dust with a brush.", "Vacuum with the soft nozzle; mist with water once in a while.")),
    _material("seagrass", "woven", (
        "Twisted seagrass keeps its shape and smells faintly of hay.",
        "The seagrass is knotted by hand around a light wire frame.",
    ), ("Shake out and wipe with a dry cloth.", "Keep dry.")),
    _material("jute", "woven", (
        "Jute is hard-wearing and warm underfoot.",
        "The jute is braided in one long plait.",
    ), ("Vacuum without the brush; blot spills at once.", "Shake out and let it dry flat.")),
    _material("linen", "cloth", (
        "Stonewashed European linen, soft from the first day.",
        "The linen creases a little, which is half its charm.",
        "Linen breathes in summer and warms in winter.",
    ), ("Machine wash at 40 °C; ironing is optional.", "Wash at 40 °C, line dry.")),
    _material("organic cotton", "cloth", (
        "Organic cotton, combed and pre-shrunk so that it keeps its size.",
        "The organic cotton is dyed without heavy metals.",
        "Densely woven organic cotton gets softer with every wash.",
    ), ("Machine wash at 40 °C.", "Wash at 30 °C with similar colours.")),
    _material("cotton canvas", "cloth", (
        "Heavy cotton canvas that softens where it is touched most.",
        "The canvas is waxed lightly, so a shower does no harm.",
    ), ("Brush off dry dirt; wipe stains with cold water.", "Hand wash cold and hang to dry.")),
    _material("merino wool", "knit", (
        "Fine merino keeps warm when damp and does not scratch.",
        "The merino is mulesing-free and spun in a small mill.",
    ), ("Wool programme or by hand; dry flat.", "Air it often, wash it rarely.")),
    _material("wool", "knit", (
        "New wool with a dry, honest hand.",
        "The wool is felted lightly, so it keeps wind and water out.",
    ), ("Wool programme, cold; dry flat.", "Air instead of washing; brush when dry.")),
    _material("lambswool", "knit", (
        "First-shearing lambswool, as soft as it sounds.",
        "The lambswool is brushed on both sides.",
    ), ("Hand wash cool and dry flat.", "Wool programme; do not tumble dry.")),
    _material("velvet", "cloth", (
        "Cotton velvet with a deep, changing shade.",
        "The velvet is woven densely so that the pile stays upright.",
    ), ("Vacuum gently; steam to lift the pile.", "Cover is removable; wash inside out at 30 °C.")),
    _material("bouclé", "knit", (
        "The looped bouclé is soft to the touch and hard to wear out.",
        "Bouclé in a wool blend hides the traces of everyday life.",
    ), ("Vacuum with the soft nozzle.", "Blot spills with a dry cloth.")),
    _material("denim", "cloth", (
        "Right-hand twill denim of 13 ounces that softens with wear.",
        "The denim has two per cent stretch, just enough to sit down in.",
    ), ("Wash rarely, inside out, at 30 °C.", "Air overnight instead of washing.")),
    _material("recycled polyester", "cloth", (
        "Recycled polyester made from collected bottles, light and quick to dry.",
        "The recycled polyester shrugs off a shower.",
    ), ("Wash at 30 °C without softener.", "Wipe clean or wash cool; re-proof once a season.")),
    _material("leather", "leather", (
        "Vegetable-tanned leather that takes on the colour of the life it leads.",
        "The full-grain leather is firm at first and fits perfectly after a month.",
    ), ("Feed with leather balm twice a year.", "Wipe with a soft cloth; keep away from heat.")),
    _material("suede", "leather", (
        "Soft suede with a fine nap.",
        "The suede is treated against water before it leaves the workshop.",
    ), ("Brush when dry.", "Protect with spray before the first walk.")),
    _material("natural rubber", "matte", (
        "Natural rubber grips even when things get warm.",
        "The natural rubber is tapped, not made from oil.",
    ), ("Wipe with water and a drop of vinegar.", "Let it dry out of the sun.")),
    _material("cork", "matte", (
        "Cork from Portuguese bark, harvested without felling a tree.",
        "The cork is light, warm to the touch and lasts for years.",
    ), ("Wipe with a damp cloth.", "Air after use.")),
    _material("silicone", "matte", (
        "Food-grade silicone, soft at the edges and easy to grip.",
        "The silicone keeps its colour and takes on no smell.",
    ), ("Dishwasher safe.", "Rinse warm; dry in the air.")),
    _material("recycled plastic", "gloss", (
        "The housing is moulded from recycled plastic.",
        "Recycled plastic keeps the weight and the footprint low.",
    ), ("Wipe with a soft, slightly damp cloth.", "Dust with a dry cloth.")),
    _material("acrylic glass", "glass", (
        "Acrylic glass looks like crystal and survives a fall.",
        "The acrylic glass is cast, not moulded, so it stays clear.",
    ), ("Wipe with a microfibre cloth.", "Clean with soapy water; no alcohol.")),
    _material("paper", "matte", (
        "Uncoated paper that takes ink well and does not shine under a lamp.",
        "The paper is made from managed forests and bound with thread.",
    ), ("Keep dry, and out of strong sun.", "Nothing to look after; it simply ages well.")),
    _material("board", "matte", (
        "Thick board with a linen finish keeps corners sharp.",
        "The board is made from recycled fibre.",
    ), ("Keep dry.", "Store flat.")),
    _material("soy wax", "matte", (
        "Soy wax burns slowly and without soot.",
        "The soy wax is poured by hand in small batches.",
    ), ("Trim the wick to 5 mm before lighting.", "Let the surface melt fully the first time.")),
    _material("plush", "knit", (
        "The plush is short-haired and does not shed.",
        "Recycled plush, filled generously and stitched twice.",
    ), ("Machine wash at 30 °C in a bag.", "Wash at 30 °C and shake into shape.")),
    _material("bone china", "gloss", (
        "Bone china so thin that light shines through the rim.",
        "The bone china is stronger than its weight suggests.",
    ), ("Dishwasher safe.", "Wash by hand if there is a gold rim.")),
    _material("carbon steel", "metal", (
        "Carbon steel takes a keen edge and keeps it.",
        "The carbon steel grows a protective patina with use.",
    ), ("Wash by hand and dry at once.", "A thin film of oil keeps rust away.")),
))  # fmt: skip
