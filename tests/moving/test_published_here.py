"""What was a draft on the old site and is published here later: its old address, and links to it in other stories."""

import pytest

from addresses.models import OldAddress
from articles.models import Article
from moving.models import MovedStory
from moving.source import Visibility
from moving.verifying import Verifying

pytestmark = pytest.mark.django_db
TEXT = "<p>东山高新区的示例正文，一共两句。第二句在这里。</p>"


def faults(site, source):
    return [(fault.code, fault.old_id) for fault in Verifying(site, source).verify().faults]


@pytest.fixture
def draft(source, move):
    """A public story that links to a draft."""
    source.story(5, f'{TEXT}<p><a href="/post/6.html">请看这一篇</a></p>')
    source.story(6, visibility=Visibility.DRAFT)
    move()
    article = MovedStory.objects.get(old_id="6").article
    article.status = Article.Status.PUBLISHED
    article.save()
    article.record(None, "发布")
    return source


def test_an_old_draft_that_was_published_here_has_no_wrong_address(draft, site):
    assert not {code for code, _ in faults(site, draft)} & {"address", "page"}


@pytest.mark.slow
def test_the_next_run_leads_its_old_address_and_links_to_it(draft, site, move, client):
    assert ("dead_link", "5") in faults(site, draft)
    assert move().counts == {"same": 2}
    article = MovedStory.objects.get(old_id="6").article
    assert OldAddress.objects.filter(article=article).count() == 1
    assert {code for code, _ in faults(site, draft)} == {"edited"}
    assert client.get("/post/6.html", HTTP_HOST=site.hosts[0])["Location"].endswith(article.get_absolute_url())


def test_an_address_that_opened_there_and_not_here_is_named(source, site, move):
    source.story(5, "<p></p>")
    source.story(6)
    move()
    result = Verifying(site, source).verify()
    assert [(fault.code, fault.address, fault.got) for fault in result.faults] == [
        ("not_open", "/post/5.html", "404"),
    ]
