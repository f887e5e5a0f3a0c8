"""Users sign in by e-mail; visitors are browsers that may, one day, become one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users from an e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Create a shopper."""
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Create an owner of the shop, with every right."""
        rights: Mapping[str, Any] = {"is_staff": True, "is_superuser": True, **extra}
        return self.create_user(email, password, **rights)


class User(AbstractUser):
    """A person with an account; the e-mail address is the name they sign in with."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    is_personalised = models.BooleanField(
        _("personalised"),
        default=True,
        help_text=_("Whether what this person does may shape what they are shown."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message=_(
                    "There is an account with this e-mail address: sign in instead."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Visitor(models.Model):
    """One browser, known by a random id in a signed cookie; linked to a user when somebody signs in."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="visitors")
    created_at = models.DateTimeField(_("first seen"), db_default=Now())
    linked_at = models.DateTimeField(_("linked"), null=True, blank=True)
    is_personalised = models.BooleanField(_("may be personalised"), default=True)

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")

    def __str__(self) -> str:
        return str(self.id)
