"""Number the filter values of products that arrive after their attribute values, as bulk writers send them."""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION catalog_number_new_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.facet_value_ids := catalog_facet_value_ids(NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_product_facet_values BEFORE INSERT ON catalog_product
    FOR EACH ROW WHEN (NEW.facet_value_ids = '{}') EXECUTE FUNCTION catalog_number_new_product();

UPDATE catalog_product SET facet_value_ids = catalog_facet_value_ids(id)
 WHERE facet_value_ids = '{}' AND EXISTS (SELECT FROM catalog_productattribute WHERE product_id = catalog_product.id);
"""

DROP_TRIGGER = """
DROP TRIGGER catalog_product_facet_values ON catalog_product;
DROP FUNCTION catalog_number_new_product();
"""


class Migration(migrations.Migration):
    """Keep the numbers true whichever row is written first."""

    dependencies = [("catalog", "0007_history_of_stock")]

    operations = [migrations.RunSQL(TRIGGER, DROP_TRIGGER)]
