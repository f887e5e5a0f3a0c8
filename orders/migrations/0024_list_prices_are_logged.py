"""Prices on lists are written down when they change, too."""

from django.db import migrations

LIST_PRICE_LOG = """
CREATE FUNCTION orders_list_price_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO orders_pricechange (variant_id, currency, price_minor, changed_at, price_list)
        SELECT after.variant_id, list.currency, after.price_minor, clock_timestamp(), list.code
          FROM listed_after AS after JOIN catalog_pricelist AS list ON list.id = after.price_list_id;
    ELSE
        INSERT INTO orders_pricechange (variant_id, currency, price_minor, changed_at, price_list)
        SELECT after.variant_id, list.currency, after.price_minor, clock_timestamp(), list.code
          FROM listed_after AS after
          JOIN listed_before AS before USING (id)
          JOIN catalog_pricelist AS list ON list.id = after.price_list_id
         WHERE (after.price_list_id, after.variant_id, after.price_minor)
               IS DISTINCT FROM (before.price_list_id, before.variant_id, before.price_minor);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER orders_list_price_set AFTER INSERT ON catalog_listprice
    REFERENCING NEW TABLE AS listed_after FOR EACH STATEMENT EXECUTE FUNCTION orders_list_price_changed();
CREATE TRIGGER orders_list_price_moved AFTER UPDATE ON catalog_listprice
    REFERENCING OLD TABLE AS listed_before NEW TABLE AS listed_after
    FOR EACH STATEMENT EXECUTE FUNCTION orders_list_price_changed();

-- Prices that were set before lists were logged.
INSERT INTO orders_pricechange (variant_id, currency, price_minor, price_list)
SELECT listed.variant_id, list.currency, listed.price_minor, list.code
  FROM catalog_listprice AS listed JOIN catalog_pricelist AS list ON list.id = listed.price_list_id
 ORDER BY listed.id;
"""

LIST_PRICE_LOG_BACK = """
DROP TRIGGER orders_list_price_moved ON catalog_listprice;
DROP TRIGGER orders_list_price_set ON catalog_listprice;
DROP FUNCTION orders_list_price_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0023_price_log_of_lists"), ("catalog", "0023_search_beginnings")]

    operations = [migrations.RunSQL(LIST_PRICE_LOG, LIST_PRICE_LOG_BACK)]
