"""Products may say themselves what search engines show of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0025_search_by_department")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="seo_title",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What the browser's tab and search results say; empty: title, brand and shop.",
                max_length=255,
                verbose_name="title for search engines",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="seo_description",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="The words below it in search results; empty: how the description begins.",
                max_length=320,
                verbose_name="description for search engines",
            ),
        ),
    ]
