"""Numbers for the values shoppers filter by, kept on each product by the database itself.

Counting the filters of a list then reads the products and nothing else. The trigger that renews the search document when
attribute values change (0002) renews the numbers too.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
-- One way of writing a value, whichever of the three columns holds it.
CREATE FUNCTION catalog_facet_text(text, float8, boolean) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN $2 IS NOT NULL THEN $2::text WHEN $3 THEN 'yes' WHEN NOT $3 THEN 'no' ELSE $1 END;

CREATE FUNCTION catalog_facet_value_ids(bigint) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(facet.id ORDER BY facet.id), '{}')
    FROM catalog_productattribute AS value JOIN catalog_facetvalue AS facet
        ON facet.attribute_id = value.attribute_id
       AND facet.value = catalog_facet_text(value.text, value.number, value.boolean)
    WHERE value.product_id = $1
$$;

-- Values that have no number yet get one. The search before the insert keeps the sequence from running dry.
CREATE FUNCTION catalog_number_facet_values(only_attribute bigint, only_products bigint[]) RETURNS void
    LANGUAGE sql AS $$
    INSERT INTO catalog_facetvalue (attribute_id, value)
    SELECT DISTINCT value.attribute_id, catalog_facet_text(value.text, value.number, value.boolean)
    FROM catalog_productattribute AS value JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id
    WHERE attribute.is_facet
      AND (only_attribute IS NULL OR value.attribute_id = only_attribute)
      AND (only_products IS NULL OR value.product_id = ANY(only_products))
      AND NOT EXISTS (SELECT FROM catalog_facetvalue AS known
                      WHERE known.attribute_id = value.attribute_id
                        AND known.value = catalog_facet_text(value.text, value.number, value.boolean))
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION catalog_attributes_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := (SELECT array_agg(DISTINCT product_id ORDER BY product_id) FROM written);
BEGIN
    IF touched IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM catalog_number_facet_values(NULL, touched);
    END IF;
    PERFORM 1 FROM catalog_product WHERE id = ANY(touched) ORDER BY id FOR NO KEY UPDATE;
    UPDATE catalog_product SET search_text = NULL, facet_value_ids = catalog_facet_value_ids(id)
     WHERE id = ANY(touched);
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_attribute_offered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_facet THEN
        PERFORM catalog_number_facet_values(NEW.id, NULL);
    ELSE
        DELETE FROM catalog_facetvalue WHERE attribute_id = NEW.id;
    END IF;
    UPDATE catalog_product SET facet_value_ids = catalog_facet_value_ids(id)
     WHERE id IN (SELECT product_id FROM catalog_productattribute WHERE attribute_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_attribute_offered AFTER UPDATE OF is_facet ON catalog_attribute
    FOR EACH ROW WHEN (OLD.is_facet IS DISTINCT FROM NEW.is_facet) EXECUTE FUNCTION catalog_attribute_offered();

SELECT catalog_number_facet_values(NULL, NULL);
UPDATE catalog_product SET facet_value_ids = catalog_facet_value_ids(id);
"""

DROP_FUNCTIONS = """
DROP TRIGGER catalog_attribute_offered ON catalog_attribute;
DROP FUNCTION catalog_attribute_offered();

CREATE OR REPLACE FUNCTION catalog_attributes_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM catalog_product WHERE id IN (SELECT product_id FROM written)
        ORDER BY id FOR NO KEY UPDATE;
    UPDATE catalog_product SET search_text = NULL WHERE id IN (SELECT product_id FROM written);
    RETURN NULL;
END $$;

DROP FUNCTION catalog_number_facet_values(bigint, bigint[]);
DROP FUNCTION catalog_facet_value_ids(bigint);
DROP FUNCTION catalog_facet_text(text, float8, boolean);
"""


class Migration(migrations.Migration):
    """Number the values, keep the numbers on the products."""

    dependencies = [("catalog", "0002_search_document")]

    operations = [
        migrations.CreateModel(
            name="FacetValue",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=255, verbose_name="value")),
                (
                    "attribute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facet_values",
                        to="catalog.attribute",
                    ),
                ),
            ],
            options={"verbose_name": "filter value", "verbose_name_plural": "filter values"},
        ),
        migrations.AddConstraint(
            model_name="facetvalue",
            constraint=models.UniqueConstraint(fields=("attribute", "value"), name="catalog_facetvalue_once"),
        ),
        migrations.AddField(
            model_name="product",
            name="facet_value_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                db_default=models.Value([], django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    ]
