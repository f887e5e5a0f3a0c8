"""What a person changes of a product's details and pictures stands in its history too.

Files bring millions of details; what an import did is told by its account.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION catalog_detail_revised() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    former jsonb := '{}';
    now jsonb := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        former := jsonb_build_object('detail ' || OLD.attribute_id,
            coalesce(to_jsonb(OLD.number), to_jsonb(OLD.boolean), to_jsonb(OLD.text)));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        now := jsonb_build_object('detail ' || NEW.attribute_id,
            coalesce(to_jsonb(NEW.number), to_jsonb(NEW.boolean), to_jsonb(NEW.text)));
    END IF;
    IF former IS DISTINCT FROM now THEN
        PERFORM catalog_note_revision(coalesce(NEW.product_id, OLD.product_id), NULL,
            (SELECT coalesce(jsonb_object_agg(key, former -> key), '{}') FROM jsonb_object_keys(former || now) AS key),
            (SELECT coalesce(jsonb_object_agg(key, now -> key), '{}') FROM jsonb_object_keys(former || now) AS key));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_picture_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM catalog_note_revision(NEW.product_id, NULL, '{"picture": null}', jsonb_build_object('picture', NEW.file));
    ELSE
        PERFORM catalog_note_revision(OLD.product_id, NULL, jsonb_build_object('picture', OLD.file), '{"picture": null}');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER catalog_detail_revised AFTER INSERT OR UPDATE OR DELETE ON catalog_productattribute FOR EACH ROW
    WHEN (current_setting('shelfwise.occasion', true) = 'staff') EXECUTE FUNCTION catalog_detail_revised();
CREATE TRIGGER catalog_picture_revised AFTER INSERT OR DELETE ON catalog_picture FOR EACH ROW
    WHEN (current_setting('shelfwise.occasion', true) = 'staff') EXECUTE FUNCTION catalog_picture_revised();
"""

DROP = """
DROP TRIGGER catalog_picture_revised ON catalog_picture;
DROP TRIGGER catalog_detail_revised ON catalog_productattribute;
DROP FUNCTION catalog_picture_revised();
DROP FUNCTION catalog_detail_revised();
"""


class Migration(migrations.Migration):
    """Write down what staff change beside the columns of a product."""

    dependencies = [("catalog", "0021_search_language")]

    operations = [migrations.RunSQL(CREATE, DROP)]
