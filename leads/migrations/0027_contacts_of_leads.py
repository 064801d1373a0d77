"""The leads that are there get their contacts: a batch a transaction, so that nobody waits for more than that.

What a lead had no room for when others were merged into it comes to it now; before, it stood on the timeline alone.
"""

from django.db import connection, migrations
from django.db.models import Max

#: Ids of leads in one transaction.
BATCH = 5_000

# Of this session alone. Erased leads have no contacts. Its plans are made while the new tables are empty and kept: by
# indexes they stay good.
FILL = """
CREATE OR REPLACE FUNCTION pg_temp.fill_contacts(beginning bigint, ending bigint) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE lead leads_lead; whole leads_lead;
BEGIN
    FOR lead IN
        SELECT * FROM leads_lead WHERE id BETWEEN beginning AND ending AND name <> '（已清除）'
            AND NOT EXISTS (SELECT FROM leads_contact WHERE lead_id = leads_lead.id AND is_main) ORDER BY id
    LOOP
        PERFORM leads_begin_contacts(lead);
        SELECT * INTO whole FROM leads_lead WHERE id = lead.merged_into_id AND name <> '（已清除）';
        IF NOT FOUND THEN
            CONTINUE;
        END IF;
        WITH left_out AS (
            SELECT * FROM (VALUES
                ('phone', lead.phone, lead.extension), ('phone', nullif(lead.other_phone, lead.phone), ''),
                ('wechat', lead.wechat, '')
            ) way (kind, value, extension)
            WHERE value <> '' AND upper(value) NOT IN (whole.phone, whole.other_phone, upper(whole.wechat))
                AND NOT EXISTS (
                    SELECT FROM leads_contactway known JOIN leads_contact contact ON contact.id = known.contact_id
                    WHERE contact.lead_id = whole.id AND upper(known.value) = upper(way.value)
                )
        ), person AS (
            INSERT INTO leads_contact (lead_id, name) SELECT whole.id, lead.name WHERE EXISTS (SELECT FROM left_out)
            RETURNING id
        )
        INSERT INTO leads_contactway (contact_id, kind, value, extension)
            SELECT person.id, left_out.* FROM person, left_out;
    END LOOP;
END $$
"""


def fill(apps, schema_editor):
    """May be broken off and begun again: what has a main contact is passed over."""
    last = apps.get_model("leads", "Lead").objects.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        for beginning in range(1, last + 1, BATCH):
            cursor.execute("SELECT pg_temp.fill_contacts(%s, %s)", [beginning, beginning + BATCH - 1])
        # The look for a number is planned by what is known of the tables.
        cursor.execute("ANALYZE leads_contact")
        cursor.execute("ANALYZE leads_contactway")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0026_contacts_of_new_leads")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
