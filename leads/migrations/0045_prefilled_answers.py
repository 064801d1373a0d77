"""Which answers of an enquiry a listing's page had filled in, and nobody changed; and what its height is called."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0044_mistaken_lines")]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="prefilled",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                null=True,
                size=None,
                verbose_name="带入没有改的项",
            ),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="clear_height_typed",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="净高（原文）"),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="clear_height_m",
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="净高（米）"),
        ),
    ]
