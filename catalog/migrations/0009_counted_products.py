"""Count the filters of a department from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index that holds all that filters ask for."""

    dependencies = [("catalog", "0008_facets_of_new_products")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["department"],
                include=(
                    "published_at",
                    "brand",
                    "price_minor",
                    "is_in_stock",
                    "rating_average",
                    "facet_value_ids",
                ),
                name="catalog_product_counted",
            ),
        ),
    ]
