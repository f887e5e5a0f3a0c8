"""A token for a program, without the staff area."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import AuthToken

from accounts.models import User

LONGEST_DAYS = 3_650


class Command(BaseCommand):
    """Makes a token and prints it, once."""

    help = (
        "Make a token for a program, which may then do over the API what that person may: "
        "Authorization: Bearer TOKEN. Only its hash is kept; delete it in the staff area."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say whose token it is and how long it holds."""
        parser.add_argument("email", help="of the account that the program acts for")
        parser.add_argument("--days", type=int, default=365, help="how long it holds (default 365)")

    def handle(self, *args: object, **options: Any) -> None:
        """Print the token alone, so that a script can keep it."""
        if not 1 <= options["days"] <= LONGEST_DAYS:
            raise CommandError(f"--days is a number from 1 to {LONGEST_DAYS:,}.")
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"No active account has the e-mail address {options['email']}.")
        _, token = AuthToken.objects.create(user=user, expiry=timedelta(days=options["days"]))
        self.stdout.write(token)
