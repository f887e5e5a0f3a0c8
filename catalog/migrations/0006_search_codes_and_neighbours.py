"""Finds TN-2110 as tn2110 and as tn 2110; lets pgvector find neighbours in meaning where the server has it."""

from __future__ import annotations

from django.db import migrations

WORDS = r"""
-- Parts of a word with hyphens stand alone and, once more, written as one: wi-fi is found as wi fi and as wifi.
CREATE FUNCTION shop_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN $1 !~ '[[:alnum:]][-_][[:alnum:]]' THEN $1 ELSE
        regexp_replace($1, '([[:alnum:]])[-_]+(?=[[:alnum:]])', '\1 ', 'g')
        || coalesce(' ' || (SELECT string_agg(regexp_replace(code[1], '[-_]', '', 'g'), ' ')
             FROM regexp_matches($1, '[[:alnum:]]+(?:[-_][[:alnum:]]+)+', 'g') AS code), '') END
$$;
"""

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
        setweight(to_tsvector('shop_english', {title}), 'A')
        || setweight(to_tsvector('shop_english', {named}), 'B')
        || setweight(to_tsvector('shop_english', concat_ws(' ',
               (SELECT name FROM catalog_department WHERE id = NEW.department_id),
               (SELECT string_agg(CASE WHEN value.boolean THEN attribute.name ELSE value.text END, ' ')
                  FROM catalog_productattribute AS value
                  JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id
                 WHERE value.product_id = NEW.id AND (value.boolean OR value.text <> '')))), 'C')
        || setweight(to_tsvector('shop_english', left(NEW.description, 20000)), 'D');
    RETURN NEW;
END $$;

UPDATE catalog_product SET search_text = NULL;
"""
NAMED = "concat_ws(' ', (SELECT name FROM catalog_brand WHERE id = NEW.brand_id), NEW.product_type, array_to_string(NEW.tags, ' '))"

NEIGHBOURS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector' AND default_version >= '0.7') THEN
        CREATE EXTENSION IF NOT EXISTS vector;
        ALTER TABLE catalog_searchvector ADD COLUMN meaning halfvec(384);
        CREATE INDEX catalog_searchvector_near ON catalog_searchvector USING hnsw (meaning halfvec_cosine_ops);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pgvector may not be installed by this role: neighbours in meaning are found in the web process.';
END $$;
"""
DROP_NEIGHBOURS = "ALTER TABLE catalog_searchvector DROP COLUMN IF EXISTS meaning;"


class Migration(migrations.Migration):
    """Codes in the search document, and an index of meaning."""

    dependencies = [("catalog", "0005_search_vocabulary")]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION shop_words(text);"),
        migrations.RunSQL(
            DOCUMENT.format(title="shop_words(NEW.title)", named=f"shop_words({NAMED})"),
            DOCUMENT.format(title="NEW.title", named=NAMED),
        ),
        migrations.RunSQL(NEIGHBOURS, DROP_NEIGHBOURS),
    ]
