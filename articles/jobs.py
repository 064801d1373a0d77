"""The news's regular work."""

from datetime import timedelta

from articles.search.index import drain
from jobs.queue import periodic


@periodic("articles.index", "更新搜索索引", every=timedelta(seconds=30), timeout=600)
def index_queued():
    """Index what bulk changes, imports and renames have queued, until nothing is left."""
    while drain():
        pass
