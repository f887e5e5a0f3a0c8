"""The event log: one table cut by month through the time that its ids carry."""

from __future__ import annotations

from django.db import migrations, models

CREATE = """
CREATE TABLE recommendations_event (
    event_id uuid PRIMARY KEY,
    happened_at timestamptz NOT NULL,
    kind text NOT NULL CONSTRAINT recommendations_event_kind_known CHECK (kind IN
        ('view', 'cart', 'uncart', 'purchase', 'search', 'exposure', 'click', 'dismiss')),
    visitor_id uuid,
    user_id bigint,
    item_id bigint,
    quantity integer NOT NULL DEFAULT 1,
    price_minor bigint,
    currency text NOT NULL DEFAULT '',
    order_reference text NOT NULL DEFAULT '',
    session_id uuid,
    query text NOT NULL DEFAULT '',
    slate_id uuid,
    position smallint,
    placement text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    model_version text NOT NULL DEFAULT '',
    variant text NOT NULL DEFAULT ''
) PARTITION BY RANGE (event_id);
-- What one browser or one person did last: live sessions are filled from here, erasure deletes by it.
CREATE INDEX recommendations_event_visitor ON recommendations_event (visitor_id, event_id)
    WHERE visitor_id IS NOT NULL;
CREATE INDEX recommendations_event_user ON recommendations_event (user_id, event_id)
    WHERE user_id IS NOT NULL;
"""
# This month and the next three; later ones are made by recommendations.events.partitions, under the same names.
FIRST_MONTHS = """
DO $$
DECLARE
    month timestamp;
    lowest text;
    beyond text;
BEGIN
    FOR ahead IN 0..3 LOOP
        month := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead);
        lowest := lpad(to_hex((extract(epoch FROM month) * 1000)::bigint), 12, '0');
        beyond := lpad(to_hex((extract(epoch FROM month + interval '1 month') * 1000)::bigint), 12, '0');
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF recommendations_event FOR VALUES FROM (%L) TO (%L)',
            'recommendations_event_' || to_char(month, 'YYYY_MM'), rpad(lowest, 32, '0'), rpad(beyond, 32, '0')
        );
    END LOOP;
END $$;
"""
DROP = "DROP TABLE recommendations_event;"


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0001_model_registry")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(FIRST_MONTHS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("happened_at", models.DateTimeField(verbose_name="happened")),
                ("kind", models.TextField(verbose_name="kind")),
                ("visitor_id", models.UUIDField(null=True, verbose_name="visitor")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="person")),
                ("item_id", models.BigIntegerField(null=True, verbose_name="product")),
                ("quantity", models.IntegerField(default=1, verbose_name="quantity")),
                (
                    "price_minor",
                    models.BigIntegerField(null=True, verbose_name="price in minor units"),
                ),
                ("currency", models.TextField(blank=True, default="", verbose_name="currency")),
                ("order_reference", models.TextField(blank=True, default="", verbose_name="order")),
                ("session_id", models.UUIDField(null=True, verbose_name="session")),
                ("query", models.TextField(blank=True, default="", verbose_name="searched for")),
                ("slate_id", models.UUIDField(null=True, verbose_name="slate")),
                ("position", models.SmallIntegerField(null=True, verbose_name="position")),
                ("placement", models.TextField(blank=True, default="", verbose_name="placement")),
                ("source", models.TextField(blank=True, default="", verbose_name="source")),
                (
                    "model_version",
                    models.TextField(blank=True, default="", verbose_name="model version"),
                ),
                ("variant", models.TextField(blank=True, default="", verbose_name="variant")),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "db_table": "recommendations_event",
                "default_permissions": ("view",),
                "managed": False,
            },
        ),
    ]
