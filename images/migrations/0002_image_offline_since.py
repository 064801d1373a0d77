"""Pictures taken offline: a column that is empty for all there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("images", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="offline_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="下线时间"),
        ),
    ]
