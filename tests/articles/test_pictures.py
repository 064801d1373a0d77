"""Pictures of other sites in a body: brought home, marked where they cannot be had, never linked to for readers."""

import io

import PIL.Image
import pytest

from articles import body, jobs, pictures
from articles.models import Article, RemotePicture
from images import remote
from images.models import Image
from images.uploads import store
from jobs.models import Job
from tests import builders
from tests.desk import filled, page, words

pytestmark = pytest.mark.django_db

URL = "https://img.example/a.jpg?x=1&y=2"
MARKED = '<figure><img data-remote="https://img.example/a.jpg?x=1&amp;y=2" alt="现场"></figure><p>正文</p>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(monkeypatch):
    """What the other site gives."""
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    monkeypatch.setattr(remote, "fetch", lambda url: io.BytesIO(out.getvalue()))
    return out.getvalue()


@pytest.fixture
def refused(monkeypatch):
    def refuse(url):
        raise remote.CannotFetch("对方网站不给这张图片（404）。")

    monkeypatch.setattr(remote, "fetch", refuse)


def work():
    for job in Job.objects.filter(kind="articles.fetch_picture"):
        jobs.fetch_picture(**job.payload)


def test_the_mark_is_clean_and_stays_so():
    assert body.clean(MARKED) == MARKED
    assert body.remote_urls(MARKED) == [URL]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:image/png;base64,AA", "/media/a.jpg", "file:///a", ""])
def test_a_mark_that_names_no_web_address_is_dropped(url):
    assert "data-remote" not in body.clean(f'<p>正文<img data-remote="{url}"></p>')


def test_readers_are_never_sent_to_the_other_site(client):
    article = builders.article(body=MARKED)
    assert "img.example" not in words(client.get(article.get_absolute_url()))


@pytest.mark.slow
def test_its_caption_is_a_line_of_the_text_until_the_picture_is_there_to_have_it(client, mine, photo):
    article = builders.article(
        city=mine, body=MARKED.replace("</figure>", "<figcaption>签约<b>现场</b></figcaption></figure>")
    )
    pictures.wait_for_pictures(article)
    address = article.get_absolute_url()
    assert "<p>签约<b>现场</b></p><p>正文</p>" in words(client.get(address))
    work()
    shown = words(client.get(address))
    assert "<figcaption>签约<b>现场</b></figcaption></figure><p>正文</p>" in shown
    assert shown.count("签约<b>现场</b>") == 1


@pytest.mark.slow
def test_saving_asks_for_the_picture_and_the_worker_puts_it_in(desk, mine, photo):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, body=MARKED, source_name="示例日报"))
    work()
    article.refresh_from_db()
    image = Image.objects.get()
    assert article.body == f'<figure><img data-image="{image.pk}" alt="现场"></figure><p>正文</p>'
    assert article.lead_image == image
    assert article.revisions.first().reason == "取回外站图片"
    assert image.credit == "示例日报"


@pytest.mark.slow
def test_what_cannot_be_had_is_marked_with_the_reason(desk, mine, refused):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, body=MARKED))
    work()
    article.refresh_from_db()
    assert 'data-problem="对方网站不给这张图片（404）。"' in article.body
    assert body.clean(article.body) == article.body


@pytest.mark.slow
def test_a_site_that_is_only_away_is_tried_again_and_then_given_up(desk, mine, monkeypatch):
    def away(url):
        raise remote.CannotFetch("找不到对方网站。", again=True)

    monkeypatch.setattr(remote, "fetch", away)
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, body=MARKED))
    with pytest.raises(remote.CannotFetch):
        work()
    pictures.give_up(RemotePicture.objects.get())
    article.refresh_from_db()
    assert "试了多次" in article.body


@pytest.mark.slow
def test_a_picture_that_comes_home_meanwhile_is_no_conflict(desk, mine, photo):
    """The form on the editor's screen still has the mark; what it saves has the picture."""
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, body=MARKED))
    article.refresh_from_db()
    opened = filled(article)
    work()
    desk.post(page(article), {**opened, "title": "改了标题"})
    article.refresh_from_db()
    assert article.title == "改了标题"
    assert "data-image" in article.body


@pytest.mark.slow
def test_the_picture_of_a_draft_leaves_the_published_story_as_it_is(desk, mine, photo):
    article = builders.article(city=mine, body="<p>公开的</p>")
    desk.post(page(article), filled(article, body=MARKED))
    work()
    article.refresh_from_db()
    assert article.body == "<p>公开的</p>"
    assert "data-image" in article.draft_revision.content["body"]


@pytest.mark.slow
def test_what_was_fetched_once_is_not_fetched_again(desk, mine, photo):
    RemotePicture.objects.create(url=URL, image=store(io.BytesIO(photo)))
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, body=MARKED))
    article.refresh_from_db()
    assert "data-image" in article.body
    assert not Job.objects.filter(kind="articles.fetch_picture").exists()


def test_the_desk_is_told_how_its_pictures_stand(desk, photo):
    ask = {"url": [URL, "javascript:alert(1)"]}
    address = "/admin/articles/article/bring/"
    assert desk.post(address, ask).json() == {"pictures": {URL: {}}}
    work()
    assert desk.post(address, ask).json() == {"pictures": {URL: {"id": Image.objects.get().pk}}}


def test_a_picture_without_words_gets_them_from_its_caption_or_the_title(photo):
    first, second = store(io.BytesIO(photo)), store(io.BytesIO(_other()))
    article = Article(title="示例签约", source_name="示例日报")
    article.body = (
        f'<figure><img data-image="{first.pk}" alt=""><figcaption>签约<strong>现场</strong></figcaption></figure>'
        f'<figure><img data-image="{second.pk}" alt=""></figure>'
    )
    pictures.describe_pictures(article, None)
    assert [each.alt for each in Image.objects.order_by("pk")] == ["签约现场", "示例签约（图 2）"]
    assert {each.credit for each in Image.objects.all()} == {"示例日报"}


def _other():
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("host", ["", "https://park.example", "//park.example"])
@pytest.mark.parametrize("shown", ["original", "rendition"])
def test_a_pasted_address_of_our_own_media_is_the_librarys_picture(desk, mine, photo, host, shown):
    image = store(io.BytesIO(photo))
    address = host + (image.url if shown == "original" else image.rendition_url(320, "webp"))
    draft = builders.draft(city=mine)
    desk.post(page(draft), filled(draft, body=f"<p>正文</p><img alt='现场' class=x src='{address}?v=1'>"))
    draft.refresh_from_db()
    assert draft.body == f'<p>正文</p><img alt="现场" data-image="{image.pk}">'


@pytest.mark.slow
@pytest.mark.parametrize("state", ["unknown", "offline"])
def test_a_picture_of_our_own_media_that_is_not_there_is_named(desk, mine, photo, state):
    image = store(io.BytesIO(photo))
    Image.objects.filter(pk=image.pk).take_offline()
    address = image.url if state == "offline" else "/media/images/ab/none.jpg"
    draft = builders.draft(city=mine)
    answer = words(desk.post(page(draft), filled(draft, body=f'<p>正文</p><img src="{address}">')))
    assert f"图片 {address} 不在图片库里，或者已经下线。请删掉它，或从图片库插入别的。" in answer


def test_the_desk_knows_its_own_pictures_at_once(desk, photo):
    image = store(io.BytesIO(photo))
    address = f"https://park.example{image.url}"
    answer = desk.post("/admin/articles/article/bring/", {"url": [address]})
    assert answer.json() == {"pictures": {address: {"id": image.pk}}}
    assert not Job.objects.filter(kind="articles.fetch_picture").exists()
