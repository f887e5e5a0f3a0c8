"""Who is signed in: allauth's sign-in by e-mail, with the account read by a prepared statement on every page."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import User
from catalog.statements import SOME_ID, QueryStatement

_COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)
_READ = QueryStatement(
    lambda: User.objects.filter(pk=SOME_ID).values_list(*_COLUMNS), {"user_id": SOME_ID}
)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # untyped library
    """Checks passwords and rights as Django does; only how a page finds its user is its own."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, unless it is gone or was switched off. One query."""
        row = _READ.row(user_id=user_id)
        if row is None:
            return None
        user = User.from_db(connection.alias, _COLUMNS, row)
        return user if self.user_can_authenticate(user) else None
