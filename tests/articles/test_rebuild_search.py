"""`manage.py rebuild_search`, and the queue it shares with the worker."""

import io
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import Article, ArticleSearch, ArticleSearchQueue
from articles.search.queue import drain
from tests import builders


def rebuild(**options):
    out = io.StringIO()
    call_command("rebuild_search", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_it_makes_the_index_anew_and_says_how_far_it_is(monkeypatch):
    for _ in range(3):
        builders.article()
    ArticleSearch.objects.all().delete()
    monkeypatch.setattr("articles.search.queue.BATCH", 2)
    said = rebuild()
    assert ArticleSearch.objects.count() == 3
    assert "3/3" in said
    assert said.endswith("完成：3 篇。\n")


@pytest.mark.django_db
def test_it_goes_on_where_it_was_stopped():
    articles = [builders.article() for _ in range(3)]
    ArticleSearchQueue.objects.create(article_id=articles[1].pk)
    assert "1/1" in rebuild(resume=True)
    assert not ArticleSearchQueue.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_somebody_is_writing_waits_for_the_next_round():
    """Two at once: an editor's open transaction holds an article, and the drain goes round it."""
    held, free = builders.article(title="甲"), builders.article(title="乙")
    Article.objects.update(summary="新摘要")
    done = []

    def drained():
        done.append(drain())
        connection.close()

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=held.pk)
        thread = threading.Thread(target=drained)
        thread.start()
        thread.join()
    assert done == [1]
    assert [row.article_id for row in ArticleSearchQueue.objects.all()] == [held.pk]
    assert list(Article.objects.matching("新摘要")) == [free]
    assert drain() == 1
    assert Article.objects.matching("新摘要").count() == 2
