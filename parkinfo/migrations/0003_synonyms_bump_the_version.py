"""A search is content: a change of the synonyms bumps the content version."""

from django.db import migrations

EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
CREATE = "".join(
    f"CREATE TRIGGER parkinfo_version_{event.lower()} AFTER {event} ON articles_synonym REFERENCING {rows}"
    " FOR EACH STATEMENT EXECUTE FUNCTION parkinfo_table_changed('{}');\n"
    for event, rows in EVENTS.items()
)
DROP = "".join(f"DROP TRIGGER parkinfo_version_{event.lower()} ON articles_synonym;\n" for event in EVENTS)


class Migration(migrations.Migration):
    dependencies = [("parkinfo", "0002_triggers_and_indexes"), ("articles", "0007_synonym")]

    operations = [migrations.RunSQL(CREATE, DROP)]
