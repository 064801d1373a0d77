"""All that an import has made, in one hash that knows no ids of ours: two imports of one source are the same."""

import hashlib
import re

from django.db import connection

from addresses.models import OldAddress
from articles.models import Article, Tag
from images.models import Image
from moving.models import MovedFile, MovedStory


def fingerprint():
    """The hash."""
    numbers = {moved.reserved_id: moved.old_id for moved in MovedStory.objects.all()}
    hashes = dict(Image.objects.values_list("pk", "sha256"))

    def neutral(markup):
        markup = re.sub(r"/news/(\d+)/", lambda m: f"/news/old-{numbers.get(int(m[1]), m[1])}/", markup)
        return re.sub(r'data-image="(\d+)"', lambda m: f'data-image="{hashes[int(m[1])]}"', markup)

    lines = [
        [moved.old_id, moved.outcome, moved.notes, moved.addresses, moved.row_hash, moved.original.markup, moved.views]
        for moved in MovedStory.objects.select_related("original").order_by("old_id")
        if moved.article_id
    ]
    for article in Article.objects.order_by("moved_from__old_id"):
        content = article.content()
        content |= {"body": neutral(content["body"]), "cover_id": hashes.get(content["cover_id"])}
        lines.append([sorted(content.items()), article.excerpt, article.views.baseline, article.revisions.count()])
    for row in OldAddress.objects.order_by("kind", "key", "host"):
        lines.append([str(row), numbers.get(row.article_id), row.section_id, row.tag and row.tag.name, row.path])
    lines += MovedFile.objects.order_by("path").values_list("path", "digest", "problem")
    lines += [sorted(hashes.values()), sorted(Tag.objects.values_list("name", flat=True))]
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def row_versions():
    """Of each table but those of runs and jobs, how its rows were last written: what changes if any row is."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names()
            if name.startswith(("articles_", "addresses_", "images_", "moving_")) and name != "moving_run"
        ]
        versions = {}
        for table in tables:
            cursor.execute(f"SELECT array_agg(xmin::text || ctid::text ORDER BY ctid) FROM {table}")
            versions[table] = cursor.fetchone()[0]
        return versions
