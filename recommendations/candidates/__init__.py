"""Ways to propose items, side by side; each opens one artefact of the same name.

================  ========================================================  ================================
name              proposes                                                  starts from
================  ========================================================  ================================
popularity        what sells and is looked at, globally or in a department  nothing (``department_id``)
trending          what rises: short window against long window              nothing (``department_id``)
co_purchase       complements: in one order more often than chance          subject, else cart, else session
substitutes       alternatives: looked at together, not bought together     subject, else session
item_item         what people who touched this also touched                 subject, else cart, else session
als               taste: a fold-in of what this shopper touched lately      session, cart, purchases
ease              taste: what each touched item speaks for, all in all      session, cart, purchases
user_knn          what people of like taste turned to in the last weeks     session, cart, purchases
session           the next click, from the most similar recent sessions     session
sequential_rules  what others looked at near this visit's looks             session
repeat            what this shopper buys again and again, when it is due    dated purchases (``bought``)
content           what reads alike                                          subject, else session
================  ========================================================  ================================
"""

from __future__ import annotations

from recommendations.candidates.als import Als
from recommendations.candidates.base import Retrieved, Source
from recommendations.candidates.co_purchase import CoPurchase
from recommendations.candidates.content import Content
from recommendations.candidates.ease import Ease
from recommendations.candidates.item_item import ItemItem
from recommendations.candidates.popularity import Popularity
from recommendations.candidates.repeat import Repeat
from recommendations.candidates.sequential_rules import SequentialRules
from recommendations.candidates.session import Session
from recommendations.candidates.substitutes import Substitutes
from recommendations.candidates.trending import Trending
from recommendations.candidates.user_knn import UserKnn

SOURCES: tuple[type[Source], ...] = (
    Popularity,
    Trending,
    CoPurchase,
    Substitutes,
    ItemItem,
    Als,
    Ease,
    UserKnn,
    Session,
    SequentialRules,
    Repeat,
    Content,
)
"""Every source; a new one is one file beside these and one line here."""

__all__ = ["SOURCES", "Retrieved", "Source"]
