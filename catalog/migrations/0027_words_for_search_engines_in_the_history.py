"""What search engines show of a product is part of its history."""

from django.db import migrations

BEFORE = (
    "title", "slug", "description", "product_type", "brand_id", "department_id", "tags", "status", "published_at",
    "hidden_at",
)  # fmt: skip
AFTER = (*BEFORE, "seo_title", "seo_description")


def _object(row, columns):
    return "jsonb_build_object(" + ", ".join(f"'{name}', {row}.{name}" for name in columns) + ")"


def _row(row, columns):
    return "(" + ", ".join(f"{row}.{name}" for name in columns) + ")"


def _written(columns):
    return f"""
CREATE OR REPLACE FUNCTION catalog_product_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(NEW.id, NULL, {_object("OLD", columns)}, {_object("NEW", columns)});
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION catalog_product_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(NEW.id, NULL, '{{}}', {_object("NEW", columns)});
    RETURN NULL;
END $$;
DROP TRIGGER catalog_product_revised ON catalog_product;
CREATE TRIGGER catalog_product_revised AFTER UPDATE ON catalog_product FOR EACH ROW
    WHEN ({_row("OLD", columns)} IS DISTINCT FROM {_row("NEW", columns)})
    EXECUTE FUNCTION catalog_product_revised();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0026_words_for_search_engines")]

    operations = [migrations.RunSQL(_written(AFTER), _written(BEFORE))]
