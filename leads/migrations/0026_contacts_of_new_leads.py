"""A lead begins with one contact, and its own name and numbers are changed by way of its contacts alone.

The release before writes leads while this runs: what it takes in has contacts as well, its second number included.
Where it would correct a number it is refused until it is replaced; where it erases a lead the contacts go, too.
"""

from django.db import migrations

# The second number's column is read for as long as the release before may write it; then it goes, with its lines here.
BEGIN = """
CREATE FUNCTION leads_begin_contacts(lead leads_lead) RETURNS void LANGUAGE plpgsql AS $$
DECLARE person bigint;
BEGIN
    INSERT INTO leads_contact (lead_id, name, is_main) VALUES (lead.id, lead.name, true) RETURNING id INTO person;
    INSERT INTO leads_contactway (contact_id, kind, value, extension, is_main)
    SELECT person, way.* FROM (VALUES
        ('phone', lead.phone, lead.extension, true),
        ('phone', nullif(lead.other_phone, lead.phone), '', lead.phone = ''),
        ('wechat', lead.wechat, '', true)
    ) way (kind, value, extension, is_main) WHERE way.value <> '';
    IF lead.other_phone <> '' THEN
        UPDATE leads_lead SET other_phone = '' WHERE id = lead.id;
    END IF;
END $$;

CREATE FUNCTION leads_lead_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leads_begin_contacts(NEW);
    RETURN NULL;
END $$;
CREATE TRIGGER leads_lead_begins_with_a_contact AFTER INSERT ON leads_lead
    FOR EACH ROW EXECUTE FUNCTION leads_lead_made();
"""

KEEP = """
CREATE FUNCTION leads_lead_is_a_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('parkinfo.erasing', true) = 'on' THEN
        DELETE FROM leads_contactway way USING leads_contact contact
            WHERE contact.id = way.contact_id AND contact.lead_id = NEW.id;
        DELETE FROM leads_contact WHERE lead_id = NEW.id;
        RETURN NEW;
    END IF;
    IF (NEW.name, NEW.phone, NEW.extension, NEW.wechat)
        IS DISTINCT FROM (OLD.name, OLD.phone, OLD.extension, OLD.wechat)
    THEN
        RAISE EXCEPTION 'name and numbers of a lead are copies of its contacts'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER leads_lead_keeps_to_its_contacts BEFORE UPDATE OF name, phone, extension, wechat ON leads_lead
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION leads_lead_is_a_copy();
"""

NOTHING = """
DROP TRIGGER leads_lead_keeps_to_its_contacts ON leads_lead;
DROP FUNCTION leads_lead_is_a_copy;
DROP TRIGGER leads_lead_begins_with_a_contact ON leads_lead;
DROP FUNCTION leads_lead_made;
DROP FUNCTION leads_begin_contacts;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0025_contacts")]

    operations = [migrations.RunSQL(BEGIN + KEEP, NOTHING)]
