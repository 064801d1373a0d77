"""Stories without a title or a body wait for an editor as drafts; nobody reads them as they are."""

import pytest

from articles.models import Article
from moving.models import MovedStory
from moving.report import Report, line_of
from moving.running import Running
from moving.verifying import Verifying
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db
PICTURE = f'<p><img src="/{UPLOADS}a.jpg"></p>'


@pytest.fixture
def blank(source, decide):
    """One is whole, one shows a picture alone, three lack something."""
    source.story(1)
    source.story(2, title="", is_pinned=True)
    source.story(3, body="<p>&nbsp;</p><script>1</script>", is_pinned=True)
    source.story(4, body="")
    source.story(5, body=PICTURE)
    source.files.content[f"{UPLOADS}a.jpg"] = picture()
    return source


def statuses():
    return {row.old_id: row.article.status for row in MovedStory.objects.select_related("article")}


def test_they_are_drafts_with_the_reason_in_the_lists_of_trial_and_run(blank, site, move):
    report = Report()
    Running(site, blank, is_trial=True).try_out(lambda moved, new: report.lines.append(line_of(moved, new, {})))
    assert [line.cells[0] for line in report.of("title_empty")] == ["2"]
    assert [line.cells[0] for line in report.of("body_empty")] == ["3", "4"]
    assert "没有正文，公开的迁成草稿" in report.of("body_empty")[0].cells[3]
    move()
    assert statuses() == {"1": "published", "2": "draft", "3": "draft", "4": "draft", "5": "published"}
    assert not Article.objects.filter(pinned=True).exists()
    assert "body_empty" in [code for code, _ in MovedStory.objects.get(old_id="3").notes]
    assert move().counts == {"same": 5}
    assert Verifying(site, blank).verify().counts() == {"not_open": 3}


def test_their_old_addresses_lead_to_them_once_an_editor_has_published_them(blank, site, move, client):
    move()
    article = MovedStory.objects.get(old_id="2").article
    assert client.get("/post/2.html", headers={"host": site.hosts[0]}).status_code in {404, 410}
    article.title, article.status = "编辑写的标题", Article.Status.PUBLISHED
    article.save()
    answer = client.get("/post/2.html", headers={"host": site.hosts[0]})
    assert answer["Location"].endswith(article.get_absolute_url())


@pytest.mark.slow
def test_one_that_loses_its_body_on_the_old_site_is_withdrawn_and_comes_back_with_it(blank, move):
    move()
    blank.change(1, body="<p></p>")
    move()
    article = MovedStory.objects.get(old_id="1").article
    assert (article.status, article.revisions.first().reason) == ("withdrawn", "撤回：旧站这篇缺标题、正文或日期")
    blank.change(1, body="<p>又有正文了，一共一句。</p>")
    move()
    article.refresh_from_db()
    assert article.status == "published"


@pytest.mark.slow
def test_one_whose_only_picture_comes_later_is_published_then(blank, move):
    del blank.files.content[f"{UPLOADS}a.jpg"]
    move()
    assert statuses()["5"] == "draft"
    blank.files.content[f"{UPLOADS}a.jpg"] = picture()
    move()
    assert statuses()["5"] == "published"
