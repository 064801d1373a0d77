"""Preview links can be withdrawn: a number of the article's is part of what they sign."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0024_tag_merged_into"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="preview_number",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
