"""A step more by name: no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0005_old_address_as_used"),
    ]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("look", "看一看"),
                    ("trial", "试迁"),
                    ("run", "迁入"),
                    ("verify", "核对"),
                    ("undo", "撤销"),
                    ("count", "数撤销"),
                ],
                max_length=8,
                verbose_name="步骤",
            ),
        ),
    ]
