"""Where a merged tag says what it went into."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0023_expiring_of_city"),
    ]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.tag",
            ),
        ),
    ]
