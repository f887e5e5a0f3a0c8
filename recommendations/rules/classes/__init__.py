"""Every rule class, one in a file; a rule of one's own is one more file and one more line here."""

from __future__ import annotations

from recommendations.rules.classes.adults_only import AdultsOnly
from recommendations.rules.classes.bought_before import BoughtBefore
from recommendations.rules.classes.liked import Liked
from recommendations.rules.classes.new import New
from recommendations.rules.classes.on_sale import OnSale
from recommendations.rules.classes.sold_elsewhere import SoldElsewhere
from recommendations.rules.classes.sold_out import SoldOut
from recommendations.rules.classes.variety import Variety
from recommendations.rules.rule import RuleClass

CLASSES: tuple[type[RuleClass], ...] = (
    SoldOut,
    AdultsOnly,
    BoughtBefore,
    SoldElsewhere,
    Liked,
    OnSale,
    New,
    Variety,
)
