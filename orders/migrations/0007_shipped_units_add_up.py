"""What a line says was shipped is what its parcels contain."""

from django.db import migrations

SHIPPED_SUMS = """
CREATE FUNCTION orders_orderline_check_shipped() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE WHEN TG_TABLE_NAME = 'orders_orderline' THEN (to_jsonb(NEW) ->> 'id')::bigint
                           ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'order_line_id')::bigint END;
BEGIN
    IF EXISTS (
        SELECT FROM orders_orderline AS line JOIN orders_order ON orders_order.id = line.order_id
         WHERE line.id = checked AND orders_order.origin = 'shop' AND line.quantity_shipped <> (
               SELECT coalesce(sum(quantity), 0) FROM orders_shipmentline WHERE order_line_id = checked)
    ) THEN
        RAISE EXCEPTION 'order line %: quantity_shipped is not the sum of its parcels', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_orderline_shipped_sum';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER orders_orderline_shipped_sum AFTER UPDATE OF quantity_shipped ON orders_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_orderline_check_shipped();
CREATE CONSTRAINT TRIGGER orders_shipmentline_sum AFTER INSERT OR UPDATE OR DELETE ON orders_shipmentline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_orderline_check_shipped();
"""

SHIPPED_SUMS_BACK = """
DROP TRIGGER orders_shipmentline_sum ON orders_shipmentline;
DROP TRIGGER orders_orderline_shipped_sum ON orders_orderline;
DROP FUNCTION orders_orderline_check_shipped();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_shipments")]

    operations = [migrations.RunSQL(SHIPPED_SUMS, SHIPPED_SUMS_BACK)]
