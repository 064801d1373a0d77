"""The owner's table of synonyms, with what people in the trade say for one another."""

from django.db import migrations, models

ROWS = [
    "无尘、洁净",
    "起重机、行车、天车",
    "补贴、补助",
    "危化品、危化、危险化学品、化学品",
    "出租、招租",
    "仓库、库房",
    "写字楼、办公楼",
    "废水、污水",
    "新能源汽车、新能源车",
]


def add_rows(apps, schema_editor):
    for words in ROWS:
        apps.get_model("articles", "Synonym").objects.get_or_create(words=words)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_index_quantities")]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text=("用顿号隔开，例如“无尘、洁净”。访客搜其中一个，也会找到写着另一个的信息和园区。"),
                        max_length=200,
                        unique=True,
                        verbose_name="同义词",
                    ),
                ),
            ],
            options={
                "verbose_name": "同义词",
                "verbose_name_plural": "同义词",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words__contains", "、")), name="synonym_is_of_another_word"
                    )
                ],
            },
        ),
        migrations.RunPython(add_rows, migrations.RunPython.noop),
    ]
