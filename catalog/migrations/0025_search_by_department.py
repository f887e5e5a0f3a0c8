"""Products are found by every department they lie under, and the one they lie in counts as what they are called.

The document of a product (0002, 0006) held the name of its own department among the attribute values, which do not rank.
"""

from __future__ import annotations

from django.db import migrations

DOCUMENT = """
CREATE OR REPLACE FUNCTION catalog_write_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.search_text IS NOT NULL
           AND (NEW.title, NEW.product_type, NEW.brand_id, NEW.department_id, NEW.tags, NEW.description)
               IS NOT DISTINCT FROM
               (OLD.title, OLD.product_type, OLD.brand_id, OLD.department_id, OLD.tags, OLD.description)
        THEN
            NEW.search_text := OLD.search_text;
            RETURN NEW;
        END IF;
    END IF;
    NEW.search_text :=
        setweight(to_tsvector('shop_search', shop_words(NEW.title)), 'A')
        || setweight(to_tsvector('shop_search', shop_words(concat_ws(' ',
               (SELECT name FROM catalog_brand WHERE id = NEW.brand_id), {named}
               NEW.product_type, array_to_string(NEW.tags, ' ')))), 'B')
        || setweight(to_tsvector('shop_search', concat_ws(' ',
               {found}
               (SELECT string_agg(CASE WHEN value.boolean THEN attribute.name ELSE value.text END, ' ')
                  FROM catalog_productattribute AS value
                  JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id
                 WHERE value.product_id = NEW.id AND (value.boolean OR value.text <> '')))), 'C')
        || setweight(to_tsvector('shop_search', left(NEW.description, 20000)), 'D');
    RETURN NEW;
END $$;
"""
OWN = "(SELECT name FROM catalog_department WHERE id = NEW.department_id),"
# A path is made of steps of four signs; the paths above are its beginnings.
ABOVE = """(SELECT string_agg(name, ' ') FROM catalog_department WHERE path = ANY (ARRAY(
                   SELECT left(own.path, step)
                     FROM catalog_department AS own, generate_series(4, length(own.path) - 4, 4) AS step
                    WHERE own.id = NEW.department_id))),"""

RENAMED = """
CREATE OR REPLACE FUNCTION catalog_department_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_product SET search_text = NULL WHERE {condition};
    RETURN NULL;
END $$;
"""
BELOW = "department_id IN (SELECT id FROM catalog_department WHERE path LIKE NEW.path || '%')"
ITSELF = "department_id = NEW.id"

# Moving a department gives new paths to all below it, each of which says so itself.
MOVED = """
CREATE TRIGGER catalog_department_moved AFTER UPDATE OF path ON catalog_department
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION catalog_department_renamed();
"""
NOT_MOVED = "DROP TRIGGER catalog_department_moved ON catalog_department;"
WRITE_ANEW = "UPDATE catalog_product SET search_text = NULL;"


class Migration(migrations.Migration):
    """Writes the search document of every product anew."""

    dependencies = [("catalog", "0024_answers_to_reviews")]

    operations = [
        migrations.RunSQL(
            [DOCUMENT.format(named=OWN, found=ABOVE), WRITE_ANEW],
            [DOCUMENT.format(named="", found=OWN), WRITE_ANEW],
        ),
        migrations.RunSQL(RENAMED.format(condition=BELOW), RENAMED.format(condition=ITSELF)),
        migrations.RunSQL(MOVED, NOT_MOVED),
    ]
