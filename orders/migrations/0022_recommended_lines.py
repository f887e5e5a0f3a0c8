from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("catalog", "0015_uploaded_files"),
        ("orders", "0021_address_book"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("slate_id__isnull", False)),
                fields=["order"],
                include=("total_minor",),
                name="orders_orderline_recommended",
            ),
        ),
    ]
