"""One text search configuration for whatever language the products are written in; it begins as English."""

from __future__ import annotations

from django.db import migrations

# Processes of the release before may still ask with shop_english; it stays, and the lexemes are the same.
CREATE = "CREATE TEXT SEARCH CONFIGURATION shop_search (COPY = shop_english);"
DROP = "DROP TEXT SEARCH CONFIGURATION shop_search;"
REWRITE = """
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('catalog_write_search_text()'::regprocedure), '{before}', '{after}');
END $$;
"""


class Migration(migrations.Migration):
    """The document trigger names the new configuration; no product is written anew."""

    dependencies = [("catalog", "0020_documents")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(
            REWRITE.format(before="shop_english", after="shop_search"),
            REWRITE.format(before="shop_search", after="shop_english"),
        ),
    ]
