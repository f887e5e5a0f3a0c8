"""What a product is found by, kept true by the database itself.

Whoever writes (a form, a bulk COPY, plain SQL), a trigger writes ``search_text`` anew: the title weighs A; brand,
product type and tags B; department and attribute values C; the description D. A changed brand, department or
attribute value empties the column of its products, and the same trigger fills it again.
"""

from __future__ import annotations

from django.db import migrations

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION shop_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION shop_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;

-- unaccent() alone is not immutable, because its dictionary could be swapped; with the dictionary named it is.
CREATE FUNCTION shop_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN unaccent('unaccent'::regdictionary, $1);
"""

DROP_CONFIGURATION = """
DROP FUNCTION shop_unaccent(text);
DROP TEXT SEARCH CONFIGURATION shop_english;
"""

DOCUMENT = """
CREATE FUNCTION catalog_write_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
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
        setweight(to_tsvector('shop_english', NEW.title), 'A')
        || setweight(to_tsvector('shop_english', concat_ws(' ',
               (SELECT name FROM catalog_brand WHERE id = NEW.brand_id),
               NEW.product_type, array_to_string(NEW.tags, ' '))), 'B')
        || setweight(to_tsvector('shop_english', concat_ws(' ',
               (SELECT name FROM catalog_department WHERE id = NEW.department_id),
               (SELECT string_agg(CASE WHEN value.boolean THEN attribute.name ELSE value.text END, ' ')
                  FROM catalog_productattribute AS value
                  JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id
                 WHERE value.product_id = NEW.id AND (value.boolean OR value.text <> '')))), 'C')
        || setweight(to_tsvector('shop_english', left(NEW.description, 20000)), 'D');
    RETURN NEW;
END $$;

CREATE TRIGGER catalog_product_search_text
    BEFORE INSERT OR UPDATE OF title, product_type, brand_id, department_id, tags, description, search_text
    ON catalog_product FOR EACH ROW EXECUTE FUNCTION catalog_write_search_text();
"""

DROP_DOCUMENT = """
DROP TRIGGER catalog_product_search_text ON catalog_product;
DROP FUNCTION catalog_write_search_text();
"""

NEIGHBOURS = """
CREATE FUNCTION catalog_brand_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_product SET search_text = NULL WHERE brand_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_brand_renamed AFTER UPDATE OF name ON catalog_brand
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION catalog_brand_renamed();

CREATE FUNCTION catalog_department_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_product SET search_text = NULL WHERE department_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_department_renamed AFTER UPDATE OF name ON catalog_department
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION catalog_department_renamed();

-- Once a statement, not once a row: attribute values arrive by the hundred thousand. Rows are locked in key order.
CREATE FUNCTION catalog_attributes_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM catalog_product WHERE id IN (SELECT product_id FROM written)
        ORDER BY id FOR NO KEY UPDATE;
    UPDATE catalog_product SET search_text = NULL WHERE id IN (SELECT product_id FROM written);
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_attributes_inserted AFTER INSERT ON catalog_productattribute
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_attributes_written();
CREATE TRIGGER catalog_attributes_updated AFTER UPDATE ON catalog_productattribute
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_attributes_written();
CREATE TRIGGER catalog_attributes_deleted AFTER DELETE ON catalog_productattribute
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_attributes_written();
"""

DROP_NEIGHBOURS = """
DROP TRIGGER catalog_attributes_deleted ON catalog_productattribute;
DROP TRIGGER catalog_attributes_updated ON catalog_productattribute;
DROP TRIGGER catalog_attributes_inserted ON catalog_productattribute;
DROP FUNCTION catalog_attributes_written();
DROP TRIGGER catalog_department_renamed ON catalog_department;
DROP FUNCTION catalog_department_renamed();
DROP TRIGGER catalog_brand_renamed ON catalog_brand;
DROP FUNCTION catalog_brand_renamed();
"""


class Migration(migrations.Migration):
    """Search configuration, document trigger and the triggers that keep neighbours in step."""

    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunSQL(CONFIGURATION, DROP_CONFIGURATION),
        migrations.RunSQL(DOCUMENT, DROP_DOCUMENT),
        migrations.RunSQL(NEIGHBOURS, DROP_NEIGHBOURS),
    ]
