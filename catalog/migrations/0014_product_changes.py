"""Which products changed in what lists and filters ask of them, so that every process can keep its columns true.

``catalog.columns`` alone reads the table; ``xact`` says whether a change is newer than what a process read.
"""

from django.db import migrations

CREATE = """
CREATE TABLE catalog_productchange (
    product_id bigint NOT NULL,
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- What is newer than a snapshot.
CREATE INDEX catalog_productchange_xact ON catalog_productchange (xact, product_id);
-- What is old enough to be forgotten.
CREATE INDEX catalog_productchange_age ON catalog_productchange USING brin (changed_at);

CREATE FUNCTION catalog_products_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_productchange (product_id) SELECT id FROM written;
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_products_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_productchange (product_id)
    SELECT now.id FROM written AS now JOIN former ON former.id = now.id
    WHERE (now.status, now.published_at, now.brand_id, now.department_id, now.price_minor, now.is_in_stock,
           now.rating_average, now.rating_count, now.popularity, now.facet_value_ids, now.search_text)
          IS DISTINCT FROM
          (former.status, former.published_at, former.brand_id, former.department_id, former.price_minor,
           former.is_in_stock, former.rating_average, former.rating_count, former.popularity,
           former.facet_value_ids, former.search_text);
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_products_added AFTER INSERT ON catalog_product
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_products_changed();
CREATE TRIGGER catalog_products_rewritten AFTER UPDATE ON catalog_product
    REFERENCING NEW TABLE AS written OLD TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_products_rewritten();
CREATE TRIGGER catalog_products_removed AFTER DELETE ON catalog_product
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_products_changed();

CREATE FUNCTION catalog_product_prices_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_productchange (product_id) SELECT DISTINCT product_id FROM written;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_product_prices_added AFTER INSERT ON catalog_productprice
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_product_prices_changed();
CREATE TRIGGER catalog_product_prices_rewritten AFTER UPDATE ON catalog_productprice
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_product_prices_changed();
CREATE TRIGGER catalog_product_prices_removed AFTER DELETE ON catalog_productprice
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_product_prices_changed();
"""

DROP = """
DROP TRIGGER catalog_product_prices_removed ON catalog_productprice;
DROP TRIGGER catalog_product_prices_rewritten ON catalog_productprice;
DROP TRIGGER catalog_product_prices_added ON catalog_productprice;
DROP FUNCTION catalog_product_prices_changed();
DROP TRIGGER catalog_products_removed ON catalog_product;
DROP TRIGGER catalog_products_rewritten ON catalog_product;
DROP TRIGGER catalog_products_added ON catalog_product;
DROP FUNCTION catalog_products_rewritten();
DROP FUNCTION catalog_products_changed();
DROP TABLE catalog_productchange;
"""


class Migration(migrations.Migration):
    """Write changes down as they happen, whoever makes them."""

    dependencies = [("catalog", "0013_most_wanted_products")]

    operations = [migrations.RunSQL(CREATE, DROP)]
