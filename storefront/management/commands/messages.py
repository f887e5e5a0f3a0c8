"""``manage.py messages``: brings the German and French catalogues up to date with the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from storefront import messages


class Command(BaseCommand):
    """Collects every text, keeps its translation where there is one, and compiles."""

    help = "Bring locale/*/django.po up to date with templates and code, compile them, and say what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each catalogue; end in an error while a text is untranslated."""
        messages.compile_borrowed()
        texts = messages.collect()
        missing = 0
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            lacking = messages.untranslated(messages.bring_up_to_date(language, texts), texts)
            missing += len(lacking)
            self.stdout.write(f"{language}: {len(texts) - len(lacking)} of {len(texts)} translated")
            for text in lacking:
                self.stdout.write(f"  {text.singular!r}")
        if missing:
            raise CommandError("Translate these in locale/<language>/LC_MESSAGES/django.po.")
