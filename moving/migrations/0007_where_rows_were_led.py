from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0006_counting_an_undoing"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="targets",
            field=models.JSONField(db_default={}, default=dict, verbose_name="去向"),
        ),
    ]
