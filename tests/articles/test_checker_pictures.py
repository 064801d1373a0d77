"""The checker about pictures that readers would not see."""

import pytest

from articles.checking.checker import check
from articles.models import RemotePicture
from tests import builders
from tests.articles.sound_stories import TEXT, sound
from tests.desk import LIST, filled, page, words

pytestmark = pytest.mark.django_db

AWAY = "https://mmbiz.qpic.cn/x/0"
LOST = f'<img data-remote="{AWAY}" data-problem="对方网站没有这张图片。" alt="">'


def of_pictures(article):
    return [each for each in check(article) if each.rule.startswith("picture")]


def test_a_picture_that_could_not_be_fetched_is_found_at_its_caption(city):
    body = f'<p>{TEXT}</p><p><img data-image="7" alt=""></p><figure>{LOST}<figcaption>签约现场</figcaption></figure>'
    (found,) = of_pictures(sound(city, title="示例公司入驻", body=body))
    assert (found.rule, found.field, found.paragraph, found.text) == ("picture-lost", "body", 2, "签约现场")
    assert found.where == "正文第 2 段“签约现场”"
    assert found.reason.startswith("正文第 2 张图没能取回：对方网站没有这张图片。")


def test_one_without_a_caption_is_found_at_the_paragraph_before_it(city):
    (found,) = of_pictures(sound(city, title="示例公司入驻", body=f"<p>{TEXT}</p><p>{LOST}</p><p>{TEXT}</p>"))
    assert (found.paragraph, found.text) == (1, "")
    (first,) = of_pictures(sound(city, title="示例公司入驻", body=f"<p>{LOST}</p><p>{TEXT}</p>"))
    assert first.where == "正文"


def test_one_that_is_still_on_its_way_is_found_as_such_and_one_of_ours_is_not(city):
    away = f'<p>{TEXT}</p><p><img data-remote="{AWAY}" alt=""></p>'
    assert [each.rule for each in of_pictures(sound(city, title="示例公司入驻", body=away))] == ["picture-away"]
    ours = f'<p>{TEXT}</p><p><img data-image="7" alt=""></p>'
    assert of_pictures(sound(city, title="示例公司入驻", body=ours)) == []


@pytest.mark.slow
def test_it_is_said_before_publishing_and_by_the_check_of_what_is_typed(desk, mine):
    RemotePicture.objects.create(url=AWAY, problem="对方网站没有这张图片。")
    article = builders.draft(city=mine, body=f"<p>{TEXT}</p><p>{LOST}</p>")
    assert "正文第 1 张图没能取回" in words(desk.get(page(article, "publish")))
    assert "正文第 1 张图没能取回" in words(desk.get(page(article)))
    asked = desk.post(f"{LIST}check/", filled(article, body=f'<p>{TEXT}</p><p><img data-remote="{AWAY}" alt=""></p>'))
    assert "正文第 1 张图" in asked.json()["html"]
