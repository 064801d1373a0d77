"""The request that wanted a job: a column with a constant default, which rewrites nothing and which the running release,
that does not know it, need not fill."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="request_id",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=36, verbose_name="请求编号"
            ),
        ),
    ]
