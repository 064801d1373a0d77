"""What a host shows to prove whose it is reaches its pages at once: the table bumps the content version."""

from django.db import migrations

EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
CREATE = "".join(
    f"CREATE TRIGGER parkinfo_version_{event.lower()} AFTER {event} ON parkinfo_verification REFERENCING {rows}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION parkinfo_table_changed('{{}}');\n"
    for event, rows in EVENTS.items()
)
DROP = "".join(f"DROP TRIGGER parkinfo_version_{event.lower()} ON parkinfo_verification;\n" for event in EVENTS)


class Migration(migrations.Migration):
    dependencies = [("parkinfo", "0013_hosts"), ("parkinfo", "0002_triggers")]

    operations = [migrations.RunSQL(CREATE, DROP)]
