"""A lead's own name and numbers are copies of what its contacts begin with; no release has changed a contact yet."""

from django.db import migrations

# In the order of Lead.people.
COPY = """
CREATE FUNCTION leads_copy_contacts(lead bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE person text; number text; more text; id_of_wechat text;
BEGIN
    SELECT name INTO person FROM leads_contact WHERE lead_id = lead ORDER BY is_main DESC, id LIMIT 1;
    SELECT way.value, way.extension INTO number, more
        FROM leads_contactway way JOIN leads_contact contact ON contact.id = way.contact_id
        WHERE contact.lead_id = lead AND way.kind = 'phone'
        ORDER BY contact.is_main DESC, contact.id, way.is_main DESC, way.id LIMIT 1;
    SELECT way.value INTO id_of_wechat
        FROM leads_contactway way JOIN leads_contact contact ON contact.id = way.contact_id
        WHERE contact.lead_id = lead AND way.kind = 'wechat'
        ORDER BY contact.is_main DESC, contact.id, way.is_main DESC, way.id LIMIT 1;
    UPDATE leads_lead
        SET name = coalesce(person, name), phone = coalesce(number, ''), extension = coalesce(more, ''),
            wechat = coalesce(id_of_wechat, '')
        WHERE id = lead AND (name, phone, extension, wechat) IS DISTINCT FROM
            (coalesce(person, name), coalesce(number, ''), coalesce(more, ''), coalesce(id_of_wechat, ''));
END $$;

CREATE FUNCTION leads_contact_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM leads_copy_contacts(OLD.lead_id);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.lead_id <> OLD.lead_id THEN
        PERFORM leads_copy_contacts(NEW.lead_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER leads_contact_is_copied AFTER INSERT OR DELETE OR UPDATE OF lead_id, name, is_main ON leads_contact
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION leads_contact_changed();

CREATE FUNCTION leads_contactway_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lead bigint;
BEGIN
    FOR lead IN
        SELECT DISTINCT lead_id FROM leads_contact
        WHERE TG_OP <> 'INSERT' AND id = OLD.contact_id OR TG_OP <> 'DELETE' AND id = NEW.contact_id
    LOOP
        PERFORM leads_copy_contacts(lead);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER leads_contactway_is_copied
    AFTER INSERT OR DELETE OR UPDATE OF contact_id, kind, value, extension, is_main ON leads_contactway
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION leads_contactway_changed();
"""

NOTHING = """
DROP TRIGGER leads_contactway_is_copied ON leads_contactway;
DROP FUNCTION leads_contactway_changed;
DROP TRIGGER leads_contact_is_copied ON leads_contact;
DROP FUNCTION leads_contact_changed;
DROP FUNCTION leads_copy_contacts;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0027_contacts_of_leads")]

    operations = [migrations.RunSQL(COPY, NOTHING)]
