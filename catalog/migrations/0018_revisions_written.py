"""Every change of a product or an article is written down by the database, and never changed afterwards."""

from django.db import migrations

PRODUCT = (
    "title", "slug", "description", "product_type", "brand_id", "department_id", "tags", "status", "published_at",
    "hidden_at",
)
ARTICLE = (
    "sku", "ean", "options", "currency", "price_minor", "compare_at_minor", "cost_minor", "tax_class", "is_active",
)


def _object(row, columns):
    return "jsonb_build_object(" + ", ".join(f"'{name}', {row}.{name}" for name in columns) + ")"


def _row(row, columns):
    return "(" + ", ".join(f"{row}.{name}" for name in columns) + ")"


CREATE = f"""
CREATE FUNCTION catalog_note_revision(product bigint, variant bigint, former jsonb, now jsonb) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO catalog_revision (product_id, variant_id, transaction_id, changed_at, by_id, occasion, before, after)
    SELECT product, variant, pg_current_xact_id()::text::bigint, clock_timestamp(),
           nullif(current_setting('shelfwise.actor', true), '')::bigint,
           coalesce(current_setting('shelfwise.occasion', true), ''),
           coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(former)
                     WHERE now -> key IS DISTINCT FROM value), '{{}}'),
           coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(now)
                     WHERE former -> key IS DISTINCT FROM value), '{{}}')
$$;

CREATE FUNCTION catalog_product_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(NEW.id, NULL, {_object("OLD", PRODUCT)}, {_object("NEW", PRODUCT)});
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_product_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(NEW.id, NULL, '{{}}', {_object("NEW", PRODUCT)});
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_article_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(NEW.product_id, NEW.id, {_object("OLD", ARTICLE)}, {_object("NEW", ARTICLE)});
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_article_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(NEW.product_id, NEW.id, '{{}}', {_object("NEW", ARTICLE)});
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_article_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_revision(OLD.product_id, OLD.id, {_object("OLD", ARTICLE)}, '{{}}');
    RETURN NULL;
END $$;

-- Summaries and popularity change often; they are no part of the story and call nothing.
CREATE TRIGGER catalog_product_revised AFTER UPDATE ON catalog_product FOR EACH ROW
    WHEN ({_row("OLD", PRODUCT)} IS DISTINCT FROM {_row("NEW", PRODUCT)})
    EXECUTE FUNCTION catalog_product_revised();
CREATE TRIGGER catalog_article_revised AFTER UPDATE ON catalog_variant FOR EACH ROW
    WHEN ({_row("OLD", ARTICLE)} IS DISTINCT FROM {_row("NEW", ARTICLE)})
    EXECUTE FUNCTION catalog_article_revised();
-- What files bring is told by their imports; what a person adds or removes is told here.
CREATE TRIGGER catalog_product_made AFTER INSERT ON catalog_product FOR EACH ROW
    WHEN (current_setting('shelfwise.occasion', true) = 'staff') EXECUTE FUNCTION catalog_product_made();
CREATE TRIGGER catalog_article_made AFTER INSERT ON catalog_variant FOR EACH ROW
    WHEN (current_setting('shelfwise.occasion', true) = 'staff') EXECUTE FUNCTION catalog_article_made();
CREATE TRIGGER catalog_article_removed AFTER DELETE ON catalog_variant FOR EACH ROW
    WHEN (current_setting('shelfwise.occasion', true) = 'staff') EXECUTE FUNCTION catalog_article_removed();

CREATE FUNCTION catalog_revision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of products is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER catalog_revision_sealed BEFORE UPDATE OR DELETE ON catalog_revision FOR EACH ROW
    EXECUTE FUNCTION catalog_revision_refuse();
"""

DROP = """
DROP TRIGGER catalog_revision_sealed ON catalog_revision;
DROP FUNCTION catalog_revision_refuse();
DROP TRIGGER catalog_article_removed ON catalog_variant;
DROP TRIGGER catalog_article_made ON catalog_variant;
DROP TRIGGER catalog_product_made ON catalog_product;
DROP TRIGGER catalog_article_revised ON catalog_variant;
DROP TRIGGER catalog_product_revised ON catalog_product;
DROP FUNCTION catalog_article_removed();
DROP FUNCTION catalog_article_made();
DROP FUNCTION catalog_article_revised();
DROP FUNCTION catalog_product_made();
DROP FUNCTION catalog_product_revised();
DROP FUNCTION catalog_note_revision(bigint, bigint, jsonb, jsonb);
"""


class Migration(migrations.Migration):
    """Write revisions down as they happen, whoever makes them."""

    dependencies = [("catalog", "0017_revisions")]

    operations = [migrations.RunSQL(CREATE, DROP)]
