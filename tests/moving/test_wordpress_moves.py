"""A WordPress site moves in by its command, from the first look to the proof that everything is there."""

from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from articles.models import Article
from images.models import Image
from moving.models import OldSite, Run
from moving.programs import open_source
from tests import builders
from tests.moving.in_memory import HOST, picture
from tests.moving.wxr_files import Export

pytestmark = pytest.mark.django_db


@pytest.fixture
def arguments(tmp_path):
    """A site with two categories, pictures in several sizes and links between its posts; and a city for it."""
    builders.portal()
    builders.city(name="示例市", slug="shi", host=HOST)
    builders.section(name="动态")
    old = Export(host=f"https://{HOST}")
    old.category("dongtai", "动态", 1)
    old.category("xinwen", "行业新闻", 2, "dongtai")
    old.tag("xinnengyuan", "新能源")
    folder = tmp_path / "wp-content" / "uploads" / "2020"
    folder.mkdir(parents=True)
    for number, name in enumerate(("a.jpg", "a-32x24.jpg", "b.jpg")):
        (folder / name).write_bytes(picture(number))
    old.picture(90, "2020/a.jpg")
    old.picture(91, "2020/b.jpg")
    terms = [("category", "xinwen", "行业新闻"), ("post_tag", "xinnengyuan", "新能源")]
    for number in range(1, 9):
        body = f'第 {number} 篇的第一段。\n\n第二段，<a href="https://{HOST}/?p={number % 8 + 1}">下一篇</a>。'
        body += f'\n\n<img src="https://{HOST}/wp-content/uploads/2020/a-32x24.jpg">\n\n[gallery ids="91"]'
        old.post(number, body, terms, {"_thumbnail_id": "91"})
    old.post(20, "草稿。", terms, status="draft")
    source = old.write(tmp_path / "wordpress.xml")
    return [str(source), "--uploads", str(tmp_path / "wp-content" / "uploads")]


def step(name, arguments, *more, capsys):
    call_command("import_wordpress", name, *arguments, *more)
    return capsys.readouterr().out


@pytest.mark.slow
def test_all_of_it_moves_in_and_agrees(arguments, capsys, client):
    assert "程序：WordPress 6.4" in step("look", arguments, capsys=capsys)
    step("map", arguments, "--site", "shi", "--city", "shi", "--accept", capsys=capsys)
    step("run", arguments, "--site", "shi", capsys=capsys)
    printed = step("verify", arguments, "--site", "shi", capsys=capsys)
    assert "一致 100.00%" in printed, printed
    assert Article.objects.published().count() == 8
    # The smaller one is the one that was uploaded.
    assert Image.objects.count() == 2
    assert {article.cover_id is not None for article in Article.objects.published()} == {True}
    for address in ("/2020/01/p3/", "/?p=3"):
        answer = client.get(address, headers={"host": HOST})
        assert answer.status_code == 301
        assert answer["Location"].endswith(Article.objects.get(title="旧文章 3").get_absolute_url())
    assert client.get("/category/dongtai/xinwen/", headers={"host": HOST}).status_code == 301


@pytest.mark.slow
def test_the_page_of_a_picture_leads_to_the_picture(arguments, capsys, client):
    step("map", arguments, "--site", "shi", "--city", "shi", "--accept", capsys=capsys)
    step("run", arguments, "--site", "shi", capsys=capsys)
    answers = [client.get(each, headers={"host": HOST}) for each in ("/?attachment_id=90", "/2020/03/p90/", "/?p=90")]
    assert [answer.status_code for answer in answers] == [301, 301, 200]
    pictures = {image.url for image in Image.objects.all()}
    assert {urlsplit(answer["Location"]).path for answer in answers[:2]} < pictures
    call_command("import_wordpress", "undo", "1")
    assert client.get("/?attachment_id=90", headers={"host": HOST}).status_code == 200


def test_a_run_is_opened_again_by_the_program_that_it_names(arguments, capsys):
    step("map", arguments, "--site", "shi", "--city", "shi", "--accept", capsys=capsys)
    step("run", arguments, "--site", "shi", capsys=capsys)
    before = Article.objects.count()
    step("run", arguments, "--site", "shi", capsys=capsys)
    assert Article.objects.count() == before
    said = Run.objects.first().source
    assert said["program"] == "wordpress"
    assert len(list(open_source(said).stories())) == 9
    assert OldSite.objects.get().title == "示例旧站"


def test_a_blog_in_a_folder_moves_in_with_all_that_stands_in_it(tmp_path, capsys, client):
    builders.portal()
    builders.city(name="示例市", slug="shi", host=HOST)
    builders.section(name="动态")
    old = Export(host=f"https://{HOST}/blog")
    old.category("dongtai", "动态", 1)
    (tmp_path / "uploads" / "2020").mkdir(parents=True)
    for number, name in enumerate(("a.jpg", "unused.jpg")):
        (tmp_path / "uploads" / "2020" / name).write_bytes(picture(number))
    own = f"https://{HOST}/blog"
    body = f'第一段。<a href="{own}/">首页</a><img src="{own}/wp-content/uploads/2020/a.jpg">'
    old.post(1, body, [("category", "dongtai", "动态")])
    arguments = [str(old.write(tmp_path / "wordpress.xml")), "--uploads", str(tmp_path / "uploads")]
    step("map", arguments, "--site", "shi", "--city", "shi", "--accept", capsys=capsys)
    step("run", arguments, "--site", "shi", capsys=capsys)
    printed = step("verify", arguments, "--site", "shi", capsys=capsys)
    assert "一致 100.00%" in printed, printed
    assert "死链接" not in printed
    assert '<a href="/"' in Article.objects.get().body
    answers = [client.get(f"/blog/{each}", headers={"host": HOST}) for each in ("", "2020/01/", "feed/", "2020/01/p1/")]
    article = Article.objects.get().get_absolute_url()
    assert [urlsplit(each["Location"]).path for each in answers] == ["/", "/news/archive/2020/1/", "/feed.xml", article]
    unused = client.get("/blog/wp-content/uploads/2020/unused.jpg", headers={"host": HOST})
    assert (unused.status_code, "/media/" in unused["Location"]) == (301, True)
    call_command("import_wordpress", "undo", "1")
    assert client.get("/blog/feed/", headers={"host": HOST}).status_code == 404
