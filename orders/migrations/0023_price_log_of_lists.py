"""The price log says on which list a price stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0022_recommended_lines")]

    operations = [
        migrations.AddField(
            model_name="pricechange",
            name="price_list",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="price list"
            ),
        ),
    ]
