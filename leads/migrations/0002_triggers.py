"""What the database itself keeps true: an enquiry's words and a timeline's lines are written once, a zone is in its city.

Only the erasure of personal data may change them; it says so with `SET LOCAL parkinfo.erasing = 'on'`.
"""

from django.db import migrations

WRITTEN_ONCE = """
CREATE FUNCTION leads_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND (
        current_setting('parkinfo.erasing', true) = 'on'
        OR to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER leads_enquiry_written_once BEFORE UPDATE OR DELETE ON leads_enquiry
    FOR EACH ROW EXECUTE FUNCTION leads_written_once('{lead_id,screening}');
CREATE TRIGGER leads_leadevent_written_once BEFORE UPDATE OR DELETE ON leads_leadevent
    FOR EACH ROW EXECUTE FUNCTION leads_written_once('{}');
"""

ZONE_OF_CITY = """
ALTER TABLE leads_enquiry ADD CONSTRAINT enquiry_zone_is_of_its_city
    FOREIGN KEY (zone_id, city_id) REFERENCES zones_zone (id, city_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        migrations.RunSQL(
            WRITTEN_ONCE,
            """
            DROP TRIGGER leads_leadevent_written_once ON leads_leadevent;
            DROP TRIGGER leads_enquiry_written_once ON leads_enquiry;
            DROP FUNCTION leads_written_once;
            """,
        ),
        migrations.RunSQL(ZONE_OF_CITY, "ALTER TABLE leads_enquiry DROP CONSTRAINT enquiry_zone_is_of_its_city;"),
    ]
