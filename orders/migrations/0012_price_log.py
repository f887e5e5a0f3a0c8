"""Every price is written down when it changes, and never afterwards."""

from django.db import migrations

PRICE_LOG = """
CREATE FUNCTION orders_price_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO orders_pricechange (variant_id, currency, price_minor, changed_at)
        SELECT id, currency, price_minor, clock_timestamp() FROM priced_after;
    ELSE
        INSERT INTO orders_pricechange (variant_id, currency, price_minor, changed_at)
        SELECT id, priced_after.currency, priced_after.price_minor, clock_timestamp()
          FROM priced_after JOIN priced_before USING (id)
         WHERE (priced_after.currency, priced_after.price_minor)
               IS DISTINCT FROM (priced_before.currency, priced_before.price_minor);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER orders_price_set AFTER INSERT ON catalog_variant
    REFERENCING NEW TABLE AS priced_after FOR EACH STATEMENT EXECUTE FUNCTION orders_price_changed();
CREATE TRIGGER orders_price_moved AFTER UPDATE ON catalog_variant
    REFERENCING OLD TABLE AS priced_before NEW TABLE AS priced_after
    FOR EACH STATEMENT EXECUTE FUNCTION orders_price_changed();

CREATE TRIGGER orders_pricechange_sealed BEFORE UPDATE OR DELETE ON orders_pricechange FOR EACH ROW
    EXECUTE FUNCTION orders_refuse('the price log is append-only');

-- Prices that were set before this log existed.
INSERT INTO orders_pricechange (variant_id, currency, price_minor)
SELECT id, currency, price_minor FROM catalog_variant;
"""

PRICE_LOG_BACK = """
DROP TRIGGER orders_pricechange_sealed ON orders_pricechange;
DROP TRIGGER orders_price_moved ON catalog_variant;
DROP TRIGGER orders_price_set ON catalog_variant;
DROP FUNCTION orders_price_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_sales_and_price_log"), ("catalog", "0002_search_document")]

    operations = [migrations.RunSQL(PRICE_LOG, PRICE_LOG_BACK)]
