"""A search remembers which products its first page showed, so that clicks can be weighed by the place."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more column of the log; with a constant default PostgreSQL rewrites no row."""

    dependencies = [("recommendations", "0007_refusals")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE recommendations_event ADD COLUMN shown text NOT NULL DEFAULT ''",
            "ALTER TABLE recommendations_event DROP COLUMN shown",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "event",
                    "shown",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="The first page of a search, best first.",
                        verbose_name="shown",
                    ),
                ),
            ],
        ),
    ]
