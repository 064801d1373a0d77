"""The listing that an enquiry asks about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0011_what_is_said_of_a_page_is_whole"), ("listings", "0003_roles")]

    operations = [
        migrations.AddField(
            "enquiry",
            "listing",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enquiries",
                to="listings.listing",
                verbose_name="房源",
            ),
        )
    ]
