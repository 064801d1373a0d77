"""A second number of one person, on the enquiry and on its lead."""

from django.db import migrations, models


def second_phone(*, editable: bool = True) -> models.CharField:
    """The column; a release before this one writes none."""
    return models.CharField(
        blank=True, db_default="", default="", editable=editable, max_length=20, verbose_name="另一电话"
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_enquiry_words")]

    operations = [
        migrations.AddField("enquiry", "other_phone", second_phone()),
        migrations.AddField("lead", "other_phone", second_phone(editable=False)),
    ]
