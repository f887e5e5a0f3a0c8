"""Opens the shop that the browser visits: an empty database becomes a filled, trained, styled one.

Runs in a process of its own, which the environment points at that database.
"""

from __future__ import annotations

import django

SEED = 5
UNITS = 200


def main() -> None:
    """Migrate, bundle the static files, seed, fill the shelves and train twice."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", scale="tiny", seed=SEED)
    _fill_shelves()
    call_command("train")
    call_command("train")  # a second version, so that there is one to go back to


def _fill_shelves() -> None:
    """Have enough of what is there at all: every test buys the same product, and holds last longer than the tests."""
    from catalog.models import Stock
    from orders import stock
    from orders.models import MovementReason

    there = Stock.objects.filter(on_hand__gt=0).values_list("pk", flat=True)
    stock.move(dict.fromkeys(there, UNITS), reason=MovementReason.DELIVERY, reference="opening")


if __name__ == "__main__":
    main()
