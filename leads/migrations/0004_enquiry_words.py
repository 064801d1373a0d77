"""The words typed for each quantity, and answers that fit no other column, are kept beside what was read of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0003_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="budget_typed",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="预算（原文）"),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="clear_height_typed",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="层高（原文）"),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="investment_typed",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="投资额（原文）"
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="other_words",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="其他填写内容"),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="yearly_tax_typed",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="年税收（原文）"
            ),
        ),
    ]
