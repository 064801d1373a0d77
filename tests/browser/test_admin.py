"""The desk in a real browser: its pages fit a phone, axe finds nothing, and its small scripts do their work."""

import re

import pytest
from django.utils import timezone

from articles.models import Article, ArticleDailyViews
from staff.roles import EDITOR
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import TEXT, stored_image

PAGES = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/add/",
    "/admin/articles/article/ARTICLE/change/",
    "/admin/articles/article/ARTICLE/history/",
    "/admin/articles/article/ARTICLE/revisions/1/2/",
    "/admin/articles/article/ARTICLE/preview/",
    "/admin/articles/article/ARTICLE/withdraw/",
    "/admin/articles/article/?q=没有这个词",
    "/admin/images/image/",
    "/admin/images/image/add/",
    "/admin/images/image/IMAGE/change/",
    "/admin/leads/complaint/",
    "/admin/articles/tag/",
    "/admin/zones/zone/",
    "/admin/zones/zone/ZONE/change/",
    "/admin/zones/city/",
    "/admin/zones/contact/add/",
]


@pytest.fixture
def sign_in(open_page):
    """`sign_in(DESKTOP)`: the start page of the editor of one city, as the log-in form leads there."""
    city = builders.city(name="示例市", slug="shili")
    editor = builders.person(EDITOR, city, username="bianji", last_name="示例", first_name="编辑")
    editor.set_password("chang-mima-2026")
    editor.save()

    def sign_in(device=PHONE, **options):
        page = open_page("/admin/", device, **options)
        page.get_by_label("用户名").fill("bianji")
        page.get_by_label("密码").fill("chang-mima-2026")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        return page

    sign_in.city = city
    return sign_in


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_log_in_page_fits_and_axe_finds_nothing(open_page, axe_finds_nothing, device):
    page = open_page("/admin/login/", device)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)


@pytest.fixture
def addresses(sign_in, settings, tmp_path):
    """The pages of an editor's day, with something on each."""
    settings.MEDIA_ROOT = tmp_path
    zone = builders.zone(city=sign_in.city)
    article = builders.article(zone=zone, tags=["厂房"])
    ArticleDailyViews.objects.create(article=article, day=timezone.localdate(), views=12)
    builders.draft(zone=zone)
    article.record(None, "原有内容")
    article.withdraw(None, "示例原因")
    article.publish(None)
    rows = {"ARTICLE": article, "ZONE": zone, "IMAGE": stored_image()}
    return [re.sub("[A-Z]{4,}", lambda match: str(rows[match[0]].pk), path) for path in PAGES]


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_desks_pages_fit_the_screen_and_break_no_security_policy(sign_in, addresses, device):
    """What the policy blocks is an error on the console, and any such error fails the test."""
    page = sign_in(device)
    for path in addresses:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_the_desks_pages(sign_in, addresses, axe_finds_nothing, device):
    """Axe itself writes inline styles, therefore without the policy."""
    page = sign_in(device, bypass_csp=True)
    for path in addresses:
        page.goto(path)
        axe_finds_nothing(page)


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_where_the_second_of_two_savers_chooses(sign_in, axe_finds_nothing, device):
    article = builders.draft(city=sign_in.city, title="原来的标题")
    page = sign_in(device, bypass_csp=True)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    article.record(None, "原有内容")
    article.title, article.summary = "对方的标题", "对方的摘要"
    article.save()
    article.record(None, "修改")
    page.get_by_label("标题", exact=False).first.fill("我的标题")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.get_by_text("这些地方你们都改过").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)


def test_an_editor_writes_and_publishes_on_a_phone_and_a_visitor_reads_it(sign_in, open_page):
    builders.section()
    builders.draft(tags=["新能源汽车"], city=sign_in.city)
    page = sign_in()
    page.get_by_role("link", name="写文章").click()
    page.get_by_label("标题", exact=False).first.fill("示例项目在手机上发布")
    page.locator(TEXT).click()
    page.keyboard.type("第一段。\n第二段。")
    page.get_by_label("动态").check()
    page.get_by_label("标签").press_sequentially("厂房、新能源")
    page.get_by_role("button", name="新能源汽车").click()
    page.get_by_role("button", name="保存并发布").click()
    page.get_by_text("没有写来源").wait_for()
    page.get_by_role("button", name="仍要发布").click()
    page.get_by_text("看公开页面").wait_for()
    article = Article.objects.get(title="示例项目在手机上发布")
    assert set(article.tags.names()) == {"厂房", "新能源汽车"}
    assert article.body == "<p>第一段。</p><p>第二段。</p>"
    visitor = open_page(article.get_absolute_url())
    visitor.get_by_role("heading", name="示例项目在手机上发布").wait_for()


@pytest.mark.slow
def test_leaving_with_unsaved_text_asks_first(sign_in):
    asked = []
    page = sign_in(DESKTOP)
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/admin/articles/article/add/")
    page.locator("#id_title").press_sequentially("没有保存")
    page.goto("/admin/")
    assert asked == ["beforeunload"]


@pytest.mark.slow
def test_a_tick_stands_beside_its_words_on_a_phone(sign_in):
    article = builders.article(city=sign_in.city)
    page = sign_in()
    page.goto(page.url + f"articles/article/{article.pk}/withdraw/")
    box, label = (page.locator(each).bounding_box() for each in ("#id_with_pictures", "label[for=id_with_pictures]"))
    assert abs(box["y"] + box["height"] / 2 - label["y"] - label["height"] / 2) < 8
    assert label["x"] > box["x"]
