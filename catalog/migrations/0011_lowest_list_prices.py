"""The lowest price of a product on each list, kept by the database itself, and lists that keep their currency."""

from django.db import migrations

CREATE = """
CREATE FUNCTION catalog_list_prices_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM catalog_productprice AS summary
    USING (SELECT DISTINCT written.price_list_id, variant.product_id
             FROM written JOIN catalog_variant AS variant ON variant.id = written.variant_id) AS touched
    WHERE summary.price_list_id = touched.price_list_id AND summary.product_id = touched.product_id
      AND NOT EXISTS (SELECT FROM catalog_listprice AS listed
                        JOIN catalog_variant AS variant ON variant.id = listed.variant_id
                       WHERE listed.price_list_id = touched.price_list_id
                         AND variant.product_id = touched.product_id AND variant.is_active);
    INSERT INTO catalog_productprice (price_list_id, product_id, currency, price_minor, compare_at_minor, has_price_range)
    SELECT list.id, variant.product_id, list.currency, min(listed.price_minor),
           (array_agg(listed.compare_at_minor ORDER BY listed.price_minor, variant.id))[1],
           min(listed.price_minor) < max(listed.price_minor)
    FROM (SELECT DISTINCT written.price_list_id, variant.product_id
            FROM written JOIN catalog_variant AS variant ON variant.id = written.variant_id) AS touched
    JOIN catalog_variant AS variant ON variant.product_id = touched.product_id AND variant.is_active
    JOIN catalog_listprice AS listed
        ON listed.variant_id = variant.id AND listed.price_list_id = touched.price_list_id
    JOIN catalog_pricelist AS list ON list.id = touched.price_list_id
    GROUP BY list.id, list.currency, variant.product_id
    ON CONFLICT (price_list_id, product_id) DO UPDATE
        SET currency = excluded.currency, price_minor = excluded.price_minor,
            compare_at_minor = excluded.compare_at_minor, has_price_range = excluded.has_price_range;
    RETURN NULL;
END $$;

CREATE TRIGGER catalog_list_prices_inserted AFTER INSERT ON catalog_listprice
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_prices_written();
CREATE TRIGGER catalog_list_prices_updated AFTER UPDATE ON catalog_listprice
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_prices_written();
CREATE TRIGGER catalog_list_prices_deleted AFTER DELETE ON catalog_listprice
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_prices_written();

-- An article that is taken off sale, or put on sale again, changes what its product costs at least.
CREATE FUNCTION catalog_variant_switched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_listprice SET price_minor = price_minor WHERE variant_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_variant_switched AFTER UPDATE OF is_active ON catalog_variant
    FOR EACH ROW WHEN (OLD.is_active <> NEW.is_active) EXECUTE FUNCTION catalog_variant_switched();

-- 500 yen must not become 500 cents.
CREATE FUNCTION catalog_price_list_keeps_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM catalog_listprice WHERE price_list_id = OLD.id) THEN
        RAISE EXCEPTION 'There are prices on the list: its currency cannot change.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_price_list_keeps_currency BEFORE UPDATE OF currency ON catalog_pricelist
    FOR EACH ROW WHEN (OLD.currency <> NEW.currency) EXECUTE FUNCTION catalog_price_list_keeps_currency();
"""

DROP = """
DROP TRIGGER catalog_price_list_keeps_currency ON catalog_pricelist;
DROP FUNCTION catalog_price_list_keeps_currency();
DROP TRIGGER catalog_variant_switched ON catalog_variant;
DROP FUNCTION catalog_variant_switched();
DROP TRIGGER catalog_list_prices_deleted ON catalog_listprice;
DROP TRIGGER catalog_list_prices_updated ON catalog_listprice;
DROP TRIGGER catalog_list_prices_inserted ON catalog_listprice;
DROP FUNCTION catalog_list_prices_written();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_price_lists")]

    operations = [migrations.RunSQL(CREATE, DROP)]
