"""What an upload is known again by once its file is forgotten: its headings, and the listings it spoke of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0008_search_floor_and_lift")]

    operations = [
        migrations.AddField(
            model_name="stockimport", name="headings", field=models.JSONField(null=True, verbose_name="表头")
        ),
        migrations.AddField(
            model_name="stockimport", name="numbers", field=models.JSONField(null=True, verbose_name="说到的房源")
        ),
    ]
