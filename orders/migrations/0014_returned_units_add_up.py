"""What a line says came back is what its returns received."""

from django.db import migrations

RETURNED_SUMS = """
CREATE FUNCTION orders_orderline_check_returned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE WHEN TG_TABLE_NAME = 'orders_orderline' THEN (to_jsonb(NEW) ->> 'id')::bigint
                           ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'order_line_id')::bigint END;
BEGIN
    IF EXISTS (
        SELECT FROM orders_orderline AS line JOIN orders_order ON orders_order.id = line.order_id
         WHERE line.id = checked AND orders_order.origin = 'shop' AND line.quantity_returned <> (
               SELECT coalesce(sum(quantity_restocked + quantity_written_off), 0)
                 FROM orders_returnline WHERE order_line_id = checked)
    ) THEN
        RAISE EXCEPTION 'order line %: quantity_returned is not the sum of its returns', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_orderline_returned_sum';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER orders_orderline_returned_sum AFTER UPDATE OF quantity_returned ON orders_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_orderline_check_returned();
CREATE CONSTRAINT TRIGGER orders_returnline_sum AFTER INSERT OR UPDATE OR DELETE ON orders_returnline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_orderline_check_returned();
"""

RETURNED_SUMS_BACK = """
DROP TRIGGER orders_returnline_sum ON orders_returnline;
DROP TRIGGER orders_orderline_returned_sum ON orders_orderline;
DROP FUNCTION orders_orderline_check_returned();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_returns")]

    operations = [migrations.RunSQL(RETURNED_SUMS, RETURNED_SUMS_BACK)]
