"""Beside who changed a listing, how: a signing, an import, a verification. "" of what the form changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0011_faster_search")]

    operations = [
        migrations.AddField(
            model_name="listingchange",
            name="occasion",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="怎么改的"),
        ),
    ]
