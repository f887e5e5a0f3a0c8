"""No promotion and no coupon is claimed more often than staff allowed, whoever writes the claim."""

from django.db import migrations

LIMITS = """
CREATE FUNCTION orders_promotionuse_check_limits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    promotion orders_promotion;
    coupon orders_coupon;
BEGIN
    -- The row locks make two claims wait for each other, so that each one counts the other.
    SELECT * INTO promotion FROM orders_promotion WHERE id = NEW.promotion_id FOR UPDATE;
    IF (promotion.usage_limit IS NOT NULL AND promotion.usage_limit < (
            SELECT count(*) FROM orders_promotionuse
             WHERE promotion_id = NEW.promotion_id AND order_id IS NOT NULL))
       OR (promotion.usage_limit_per_customer IS NOT NULL AND NEW.customer <> ''
           AND promotion.usage_limit_per_customer < (
            SELECT count(*) FROM orders_promotionuse
             WHERE promotion_id = NEW.promotion_id AND order_id IS NOT NULL AND customer = NEW.customer))
    THEN
        RAISE EXCEPTION 'promotion % is used up', NEW.promotion_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_promotionuse_within_limits';
    END IF;
    IF NEW.coupon_id IS NOT NULL THEN
        SELECT * INTO coupon FROM orders_coupon WHERE id = NEW.coupon_id FOR UPDATE;
        IF (coupon.usage_limit IS NOT NULL AND coupon.usage_limit < (
                SELECT count(*) FROM orders_promotionuse
                 WHERE coupon_id = NEW.coupon_id AND order_id IS NOT NULL))
           OR (coupon.usage_limit_per_customer IS NOT NULL AND NEW.customer <> ''
               AND coupon.usage_limit_per_customer < (
                SELECT count(*) FROM orders_promotionuse
                 WHERE coupon_id = NEW.coupon_id AND order_id IS NOT NULL AND customer = NEW.customer))
        THEN
            RAISE EXCEPTION 'coupon % is used up', NEW.coupon_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_promotionuse_within_limits';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER orders_promotionuse_within_limits AFTER INSERT OR UPDATE ON orders_promotionuse
    FOR EACH ROW WHEN (NEW.order_id IS NOT NULL) EXECUTE FUNCTION orders_promotionuse_check_limits();
"""

LIMITS_BACK = """
DROP TRIGGER orders_promotionuse_within_limits ON orders_promotionuse;
DROP FUNCTION orders_promotionuse_check_limits();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_promotions")]

    operations = [migrations.RunSQL(LIMITS, LIMITS_BACK)]
