"""Finds Mug-Blue-01 as mug-blue-01, MUG BLUE 01 and mugblue01, and by its beginning; EANs with and without leading zeros."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

CODE = """
-- An article number as it is compared: letters and digits alone, capitals.
CREATE OR REPLACE FUNCTION shop_code(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT upper(regexp_replace($1, '[^[:alnum:]]+', '', 'g'))
$$;
"""


class Migration(migrations.Migration):
    """Index the numbers of variants as search compares them."""

    atomic = False

    dependencies = [("catalog", "0029_uploads_looked_after")]

    operations = [
        migrations.RunSQL(CODE, "DROP FUNCTION shop_code(text);"),
        AddIndexConcurrently(
            model_name="variant",
            index=models.Index(
                OpClass(models.Func(models.F("sku"), function="shop_code"), name="text_pattern_ops"),
                name="catalog_variant_code",
            ),
        ),
        AddIndexConcurrently(
            model_name="variant",
            index=models.Index(
                OpClass(
                    models.Func(models.F("ean"), models.Value("0"), function="ltrim"),
                    name="text_pattern_ops",
                ),
                condition=models.Q(("ean", ""), _negated=True),
                name="catalog_variant_ean_beginning",
            ),
        ),
        RemoveIndexConcurrently(model_name="variant", name="catalog_variant_ean"),
    ]
