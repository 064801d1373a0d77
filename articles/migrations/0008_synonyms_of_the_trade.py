"""More of what people in the trade say for one another. A row that the owner has changed or removed is left alone."""

from django.db import migrations

LONGER = {
    "仓库、库房": "仓库、库房、仓储、高标仓",
    "写字楼、办公楼": "写字楼、办公楼、办公室",
}
ROWS = [
    "汽车零部件、汽配",
    "半导体、芯片、晶圆、集成电路",
    "光伏、太阳能",
    "土地、地皮、拍地",
    "航空、飞机",
    "数据中心、资料中心",
]


def add_rows(apps, schema_editor):
    synonyms = apps.get_model("articles", "Synonym").objects
    for words, longer in LONGER.items():
        if not synonyms.filter(words=longer).exists():
            synonyms.filter(words=words).update(words=longer)
    for words in ROWS:
        synonyms.get_or_create(words=words)


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_synonym")]

    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
