"""Opens the shop that the browser visits: an empty database becomes a filled, trained, styled one.

Runs in a process of its own, which the environment points at that database.
"""

from __future__ import annotations

import django

SEED = 5


def main() -> None:
    """Migrate, bundle the static files, seed and train twice."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", scale="tiny", seed=SEED)
    call_command("train")
    call_command("train")  # a second version, so that there is one to go back to


if __name__ == "__main__":
    main()
