"""Rules that no single row can hold: sums, sealed snapshots, legal moves, append-only ledgers."""

from django.db import migrations

ORDER_SUMS = """
CREATE FUNCTION orders_order_check_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sold record;
    now_stored orders_order;
BEGIN
    SELECT * INTO now_stored FROM orders_order WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT count(*) AS lines,
           coalesce(sum(unit_price_minor * quantity), 0) AS items,
           coalesce(sum(discount_minor), 0) AS discount,
           coalesce(sum(tax_minor), 0) AS tax,
           coalesce(sum(total_minor), 0) AS total,
           coalesce(bool_and(is_tax_included = now_stored.is_tax_included), false) AS same_tax
      INTO sold FROM orders_orderline WHERE order_id = NEW.id;
    IF sold.lines = 0 OR NOT sold.same_tax
       OR sold.items <> now_stored.items_minor
       OR sold.discount <> now_stored.discount_minor
       OR sold.tax + now_stored.delivery_tax_minor <> now_stored.tax_minor
       OR sold.total + now_stored.delivery_minor
          + (CASE WHEN now_stored.is_tax_included THEN 0 ELSE now_stored.delivery_tax_minor END)
          <> now_stored.total_minor
    THEN
        RAISE EXCEPTION 'order %: its lines do not sum to its totals', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_order_lines_sum';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER orders_order_lines_sum AFTER INSERT OR UPDATE ON orders_order
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin = 'shop')
    EXECUTE FUNCTION orders_order_check_sums();

-- Lines that come or go make their order be checked again; one statement for any number of lines.
CREATE FUNCTION orders_orderline_recheck() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_order SET items_minor = items_minor
     WHERE origin = 'shop' AND id IN (SELECT order_id FROM moved);
    RETURN NULL;
END $$;

CREATE TRIGGER orders_orderline_added AFTER INSERT ON orders_orderline
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION orders_orderline_recheck();
CREATE TRIGGER orders_orderline_removed AFTER DELETE ON orders_orderline
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION orders_orderline_recheck();
"""

ORDER_SUMS_BACK = """
DROP TRIGGER orders_orderline_removed ON orders_orderline;
DROP TRIGGER orders_orderline_added ON orders_orderline;
DROP FUNCTION orders_orderline_recheck();
DROP TRIGGER orders_order_lines_sum ON orders_order;
DROP FUNCTION orders_order_check_sums();
"""

SNAPSHOTS = """
CREATE FUNCTION orders_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION orders_refuse_for_shop_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM orders_order WHERE id = OLD.order_id AND origin = 'shop') THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER orders_orderline_sealed BEFORE UPDATE ON orders_orderline FOR EACH ROW
    WHEN ((OLD.order_id, OLD.title, OLD.sku, OLD.unit_price_minor, OLD.quantity, OLD.discount_minor,
           OLD.tax_percent, OLD.tax_minor, OLD.is_tax_included, OLD.total_minor)
          IS DISTINCT FROM
          (NEW.order_id, NEW.title, NEW.sku, NEW.unit_price_minor, NEW.quantity, NEW.discount_minor,
           NEW.tax_percent, NEW.tax_minor, NEW.is_tax_included, NEW.total_minor))
    EXECUTE FUNCTION orders_refuse_for_shop_order('a sold line cannot be changed');

CREATE TRIGGER orders_order_kept BEFORE DELETE ON orders_order FOR EACH ROW
    WHEN (OLD.origin = 'shop') EXECUTE FUNCTION orders_refuse('an order of the shop cannot be deleted');

CREATE TRIGGER orders_orderevent_kept BEFORE DELETE ON orders_orderevent FOR EACH ROW
    EXECUTE FUNCTION orders_refuse_for_shop_order('the audit of an order is append-only');
CREATE TRIGGER orders_orderevent_sealed BEFORE UPDATE ON orders_orderevent FOR EACH ROW
    WHEN ((OLD.order_id, OLD.kind, OLD.from_status, OLD.to_status, OLD.actor_label, OLD.note, OLD.happened_at)
          IS DISTINCT FROM
          (NEW.order_id, NEW.kind, NEW.from_status, NEW.to_status, NEW.actor_label, NEW.note, NEW.happened_at))
    EXECUTE FUNCTION orders_refuse('the audit of an order is append-only');
"""

SNAPSHOTS_BACK = """
DROP TRIGGER orders_orderevent_sealed ON orders_orderevent;
DROP TRIGGER orders_orderevent_kept ON orders_orderevent;
DROP TRIGGER orders_order_kept ON orders_order;
DROP TRIGGER orders_orderline_sealed ON orders_orderline;
DROP FUNCTION orders_refuse_for_shop_order();
DROP FUNCTION orders_refuse();
"""

LEGAL_MOVES = """
CREATE FUNCTION orders_order_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status, NEW.status) NOT IN (
        ('placed', 'paid'), ('placed', 'cancelled'),
        ('paid', 'partly_shipped'), ('paid', 'shipped'), ('paid', 'cancelled'), ('paid', 'refunded'),
        ('partly_shipped', 'shipped'), ('partly_shipped', 'refunded'),
        ('shipped', 'delivered'), ('shipped', 'refunded'),
        ('delivered', 'refunded')
    ) THEN
        RAISE EXCEPTION 'an order cannot move from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_order_legal_move';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER orders_order_legal_move BEFORE UPDATE OF status ON orders_order FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND NEW.origin = 'shop') EXECUTE FUNCTION orders_order_check_move();
"""

LEGAL_MOVES_BACK = """
DROP TRIGGER orders_order_legal_move ON orders_order;
DROP FUNCTION orders_order_check_move();
"""

REFUND_SUMS = """
CREATE FUNCTION orders_payment_check_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE WHEN TG_TABLE_NAME = 'orders_payment' THEN (to_jsonb(NEW) ->> 'id')::bigint
                           ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'payment_id')::bigint END;
BEGIN
    IF EXISTS (
        SELECT FROM orders_payment AS payment WHERE payment.id = checked
           AND payment.refunded_minor <> (
               SELECT coalesce(sum(amount_minor), 0) FROM orders_refund
                WHERE payment_id = checked AND status <> 'failed')
    ) THEN
        RAISE EXCEPTION 'payment %: refunded_minor is not the sum of its refunds', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_payment_refunds_sum';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER orders_payment_refunds_sum AFTER INSERT OR UPDATE OF refunded_minor ON orders_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_payment_check_refunds();
CREATE CONSTRAINT TRIGGER orders_refund_sum AFTER INSERT OR UPDATE OR DELETE ON orders_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_payment_check_refunds();
"""

REFUND_SUMS_BACK = """
DROP TRIGGER orders_refund_sum ON orders_refund;
DROP TRIGGER orders_payment_refunds_sum ON orders_payment;
DROP FUNCTION orders_payment_check_refunds();
"""

STOCK_LEDGER = """
CREATE FUNCTION orders_stock_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given_reason text := nullif(current_setting('shelfwise.stock_reason', true), '');
    given_reference text := coalesce(current_setting('shelfwise.stock_reference', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO orders_stockmovement (variant_id, difference, reason, reference)
        SELECT variant_id, on_hand, coalesce(given_reason, 'opening'), given_reference
          FROM stock_after WHERE on_hand <> 0;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO orders_stockmovement (variant_id, difference, reason, reference)
        SELECT variant_id, stock_after.on_hand - stock_before.on_hand,
               coalesce(given_reason, 'adjustment'), given_reference
          FROM stock_after JOIN stock_before USING (variant_id)
         WHERE stock_after.on_hand <> stock_before.on_hand;
    ELSE
        INSERT INTO orders_stockmovement (variant_id, difference, reason, reference)
        SELECT variant_id, -on_hand, 'removed', given_reference FROM stock_before WHERE on_hand <> 0;
    END IF;
    -- A reason is given for one statement.
    PERFORM set_config('shelfwise.stock_reason', '', true), set_config('shelfwise.stock_reference', '', true);
    RETURN NULL;
END $$;

CREATE TRIGGER orders_stock_counted AFTER INSERT ON catalog_stock
    REFERENCING NEW TABLE AS stock_after FOR EACH STATEMENT EXECUTE FUNCTION orders_stock_moved();
CREATE TRIGGER orders_stock_changed AFTER UPDATE ON catalog_stock
    REFERENCING OLD TABLE AS stock_before NEW TABLE AS stock_after
    FOR EACH STATEMENT EXECUTE FUNCTION orders_stock_moved();
CREATE TRIGGER orders_stock_removed AFTER DELETE ON catalog_stock
    REFERENCING OLD TABLE AS stock_before FOR EACH STATEMENT EXECUTE FUNCTION orders_stock_moved();

CREATE TRIGGER orders_stockmovement_sealed BEFORE UPDATE OR DELETE ON orders_stockmovement FOR EACH ROW
    EXECUTE FUNCTION orders_refuse('the stock ledger is append-only');

-- Units that were counted before this ledger existed.
INSERT INTO orders_stockmovement (variant_id, difference, reason)
SELECT variant_id, on_hand, 'opening' FROM catalog_stock WHERE on_hand <> 0;
"""

STOCK_LEDGER_BACK = """
DROP TRIGGER orders_stockmovement_sealed ON orders_stockmovement;
DROP TRIGGER orders_stock_removed ON catalog_stock;
DROP TRIGGER orders_stock_changed ON catalog_stock;
DROP TRIGGER orders_stock_counted ON catalog_stock;
DROP FUNCTION orders_stock_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL(ORDER_SUMS, ORDER_SUMS_BACK),
        migrations.RunSQL(SNAPSHOTS, SNAPSHOTS_BACK),
        migrations.RunSQL(LEGAL_MOVES, LEGAL_MOVES_BACK),
        migrations.RunSQL(REFUND_SUMS, REFUND_SUMS_BACK),
        migrations.RunSQL(STOCK_LEDGER, STOCK_LEDGER_BACK),
    ]
