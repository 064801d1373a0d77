"""What the roles may do with articles: writers write, editors also publish; nobody but the administrator deletes."""

from django.db import migrations

from staff.roles import EDITOR, WRITER, allow


def allow_articles(apps, schema_editor):
    allow(apps, WRITER, "articles", "article", ["view", "add", "change"])
    allow(apps, EDITOR, "articles", "article", ["view", "add", "change", "publish"])
    allow(apps, WRITER, "articles", "tag", ["view"])
    allow(apps, EDITOR, "articles", "tag", ["view", "add", "change"])
    for role in (WRITER, EDITOR):
        allow(apps, role, "articles", "section", ["view"])
        allow(apps, role, "articles", "articlerevision", ["view"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_triggers_and_indexes"), ("staff", "0002_roles")]

    operations = [migrations.RunPython(allow_articles, migrations.RunPython.noop)]
