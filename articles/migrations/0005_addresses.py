"""Tags and sections without an address are none: a tag of an emoji alone took down every page that named it."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations
from django.db.models import CheckConstraint, Q

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# Such a tag was on no page that could be drawn; what it is called, its editors will decide.
GIVE_ADDRESSES = "UPDATE articles_tag SET slug = '标签-' || id WHERE slug = ''"


class Migration(migrations.Migration):
    atomic = False  # a constraint is checked for the rows there are without a lock that keeps writers out

    dependencies = [("articles", "0004_risky_words")]

    operations = [
        migrations.RunSQL(GIVE_ADDRESSES, migrations.RunSQL.noop),
        AddConstraintNotValid("tag", CheckConstraint(condition=~Q(slug=""), name="tag_has_an_address")),
        ValidateConstraint("tag", name="tag_has_an_address"),
        AddConstraintNotValid("section", CheckConstraint(condition=Q(slug__regex=SLUG), name="section_has_an_address")),
        ValidateConstraint("section", name="section_has_an_address"),
    ]
