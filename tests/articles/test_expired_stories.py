"""A story that is over: found by its title at the desk, and by a visitor who has its address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests import builders
from tests.desk import LIST, words

pytestmark = pytest.mark.django_db

TITLE = "示例市春季招聘会报名通知"


@pytest.fixture
def over(mine):
    now = timezone.now()
    times = {"published_at": now - timedelta(days=9), "expires_at": now - timedelta(days=1)}
    return builders.article(city=mine, title=TITLE, **times)


@pytest.mark.parametrize("typed", [TITLE, "春季招聘会", "招聘会 报名", f"《{TITLE}》", f"{TITLE} "])
def test_the_desk_finds_it_by_its_title(desk, over, typed):
    assert list(desk.get(LIST, {"q": typed}).context["cl"].result_list) == [over]


@pytest.mark.slow
def test_the_desk_finds_it_whatever_the_list_is_narrowed_by(desk, over):
    assert list(desk.get(LIST, {"q": TITLE, "state": "expired"}).context["cl"].result_list) == [over]
    assert not list(desk.get(LIST, {"q": TITLE, "state": "public"}).context["cl"].result_list)


def test_it_is_found_when_it_was_published_and_ran_out_by_itself(desk, mine):
    article = builders.article(city=mine, title=TITLE, expires_at=timezone.now() + timedelta(days=1))
    past = timezone.now() - timedelta(minutes=1)
    Article.objects.filter(pk=article.pk).update(published_at=past - timedelta(days=1), expires_at=past)
    assert list(desk.get(LIST, {"q": TITLE}).context["cl"].result_list) == [article]


@pytest.mark.slow
def test_visitors_do_not_find_it_but_its_address_says_what_it_was(client, over):
    other = builders.article(city=over.city, title="示例市秋季招聘会报名通知")
    assert over.get_absolute_url() not in words(client.get("/search/", {"q": TITLE}))
    gone = client.get(over.get_absolute_url())
    assert gone.status_code == 410
    assert TITLE in words(gone)
    assert other.title in words(gone)
