"""An old upload may be a picture of ours, and is found in capital and small letters."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("addresses", "0004_section_renamed"), ("images", "0002_image_offline_since")]

    operations = [
        migrations.AddField(
            "oldaddress",
            "image",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="images.image",
                verbose_name="图片",
            ),
        ),
        AddIndexConcurrently(
            "oldaddress", models.Index(Lower("key"), name="old_upload_in_any_letters", condition=Q(kind="upload"))
        ),
        AddIndexConcurrently(
            "oldaddress", models.Index("image", name="old_address_of_picture", condition=Q(image__isnull=False))
        ),
    ]
