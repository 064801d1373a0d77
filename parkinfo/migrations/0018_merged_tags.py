"""A tag that is merged into another leaves its address to it, and every address that led to it."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION parkinfo_tag_merged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE parkinfo_oldaddress SET tag_id = NEW.merged_into_id WHERE tag_id = NEW.id;
    PERFORM parkinfo_leave_address('/tags/' || OLD.slug, NULL, NULL, NEW.merged_into_id);
    RETURN NULL;
END $$;
CREATE TRIGGER parkinfo_tag_merged AFTER UPDATE OF merged_into_id ON articles_tag
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND NEW.merged_into_id <> NEW.id)
    EXECUTE FUNCTION parkinfo_tag_merged();
"""

DROP_FUNCTIONS = "DROP TRIGGER parkinfo_tag_merged ON articles_tag; DROP FUNCTION parkinfo_tag_merged;"


class Migration(migrations.Migration):
    dependencies = [("parkinfo", "0017_wechat"), ("articles", "0024_tag_merged_into")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS)]
