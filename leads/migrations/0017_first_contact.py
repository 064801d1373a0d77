"""When a prospect has to be contacted first, and when that was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_special_days")]

    operations = [
        migrations.AddField(
            "lead",
            "contact_by",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="应联系时间"),
        ),
        migrations.AddField(
            "lead",
            "contacted_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="首次联系"),
        ),
    ]
