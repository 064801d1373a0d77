"""Every article is indexed again, the newest first, since the way text is cut has changed: the worker does it while
searches go on with what there is.
"""

from django.db import migrations

QUEUE = "INSERT INTO articles_articlesearchqueue (article_id) SELECT id FROM articles_article ORDER BY id DESC"


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_addresses")]

    operations = [migrations.RunSQL(QUEUE, migrations.RunSQL.noop)]
