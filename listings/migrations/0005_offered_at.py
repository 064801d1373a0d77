"""Since when a listing is on offer. Of those that are already nobody knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_indexes")]

    operations = [
        migrations.AddField(
            "listing", "offered_at", models.DateTimeField(editable=False, null=True, verbose_name="对外时间")
        )
    ]
