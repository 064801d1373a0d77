from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0007_where_rows_were_led"),
    ]

    operations = [
        migrations.AddField(
            model_name="movedstory",
            name="place",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="在表格里"),
        ),
    ]
