"""Where a process may die in the middle of a purchase."""

from __future__ import annotations

FLAG = "KILL_FLAG"
"""The environment variable that names the file in which a test writes where to die."""

BEFORE_THE_SHOPPER_PAID = (
    "units held, not committed",
    "use of a promotion reserved, not committed",
    "payment written",
    "charge opened, not noted",
    "charge noted",
)
AFTER_THE_SHOPPER_PAID = (
    "webhook noted, not acted upon",
    "before asking the provider",
    "provider asked",
    "use of a promotion claimed, not committed",
    "order written, not committed",
    "units sold, not committed",
    "order placed",
    "money taken, not noted",
    "money noted",
)
WHEN_THE_UNITS_ARE_GONE = (
    "refused, money still there",
    "money given back, not noted",
)
