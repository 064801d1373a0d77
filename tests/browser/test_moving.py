"""An old site moves in on every screen: each of its pages is fit for a thumb and for axe."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from moving import jobs, undo_views
from moving.models import MovedStory, Outcome, Step
from staff.models import User
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.moving.desk import MOVES, put_into, small_site

pytestmark = pytest.mark.slow


@pytest.fixture
def old(desk, settings, tmp_path):
    """The site lies in the folder, for a city with a host of its own."""
    settings.MOVING_DIR = tmp_path / "moving"
    settings.MOVING_DIR.mkdir()
    builders.portal()
    builders.section("yuanqu", "园区")
    desk.city.host = "new.example"
    desk.city.save()
    old = small_site()
    lost = '<p>缺一张图，还有一段视频。<img src="/zb_users/upload/no.jpg"></p><iframe src="//v.qq.com/x.html"></iframe>'
    old.post("缺图的一篇", lost, CateID=1)
    put_into(settings.MOVING_DIR, old)
    return old


class Walk:
    """A person who goes from page to page; each is looked at."""

    def __init__(self, page, look):
        self.page, self.look = page, look

    def see(self):
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url
        self.look(self.page)

    def press(self, name, role="button"):
        self.page.get_by_role(role, name=name, exact=True).click()
        self.see()

    def worked(self, words):
        """The worker is at the step; its page shows so by itself."""
        jobs.take_step(Step.objects.first().pk)
        expect(self.page.get_by_text(words).first).to_be_visible()
        self.see()

    def back(self):
        self.press("回到各步", "link")


def begun(walk, settings):
    walk.press("新的搬家", "link")
    walk.page.get_by_label("迁到哪个城市").select_option(label="示例市")
    walk.page.get_by_label("备份文件").select_option("old.db")
    walk.page.get_by_label("上传目录（图片、附件）").select_option("upload")
    walk.page.get_by_label("旧站的网址").fill("http://old.example/")
    walk.press("看一看")
    walk.worked("不寻常的")
    walk.page.locator("details summary").first.click()


def mapped(walk):
    walk.press("下一步：对照", "link")
    walk.press("没有决定的，都照建议办")
    walk.page.get_by_label("不迁入：杂谈").check()
    walk.press("保存这一页")
    walk.page.get_by_role("link", name="选择").click()
    walk.see()
    walk.press("回到各步，去试迁", "link")


def in_conflict(walk, old, settings):
    """A story that was changed here and there."""
    article = Article.objects.get(title="第二批厂房交付")
    article.title = "编辑改的题目"
    article.save()
    article.record(None, "改")
    old.rows["post"][1]["Title"] = "旧站改的题目"
    put_into(settings.MOVING_DIR, old)
    walk.press("迁入")
    walk.worked("下一步：核对")
    assert MovedStory.objects.filter(outcome=Outcome.CONFLICT).exists()
    walk.back()


def tried_with_an_incomplete_backup(walk, settings):
    """It is refused, until the owner ticks that it is taken all the same."""
    (settings.MOVING_DIR / "old.db-wal").write_bytes(b"pages")
    walk.press("看一看")
    walk.worked("备份不完整")
    walk.press("回到各步", "link")
    walk.press("试迁")
    expect(walk.page.get_by_text("请重新导出一份完整的")).to_be_visible()
    walk.page.get_by_label("仍要用这份不完整的备份").first.check()
    walk.press("试迁")
    walk.worked("现在什么也没有写")
    walk.back()


def taken_back(walk, monkeypatch):
    """Counted by the worker first, as of a site with many stories."""
    walk.page.get_by_role("link", name="撤销").first.click()
    walk.see()
    monkeypatch.setattr(undo_views, "MOST_AT_ONCE", -1)
    walk.page.reload()
    walk.press("数一数")
    walk.worked("现在什么也没有改")
    walk.press("下一步：撤销", "link")
    walk.page.get_by_role("button", name="撤销").click()
    walk.see()
    walk.worked("撤掉的文章")
    walk.back()


def emptied(walk):
    """The backup has served."""
    walk.press("搬家", "link")
    walk.press("搬家目录里的文件", "link")
    walk.page.get_by_role("link", name=re.compile(r"old\.db$")).click()
    walk.see()
    walk.press("删除")
    expect(walk.page.get_by_text("“old.db”删掉了。")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_site_is_moved_in_verified_and_taken_back(desk, axe_finds_nothing, old, settings, device, monkeypatch):
    owner = User.objects.create_superuser("owner", password="chang-mima-2026", is_staff=True)
    walk = Walk(desk(MOVES, device, user=owner, bypass_csp=True), axe_finds_nothing)
    walk.see()
    begun(walk, settings)
    mapped(walk)
    walk.press("试迁")
    walk.worked("现在什么也没有写")
    walk.press("3 新迁入", "link")
    walk.press("回到试迁", "link")
    walk.back()
    walk.press("迁入")
    walk.worked("下一步：核对")
    walk.back()
    walk.press("核对")
    walk.worked("100.00%")
    walk.page.get_by_role("link", name="旧站原文").first.click()
    walk.see()
    walk.page.go_back()
    walk.back()
    in_conflict(walk, old, settings)
    walk.press("1 篇等您选", "link")
    walk.press("用本站的")
    walk.back()
    tried_with_an_incomplete_backup(walk, settings)
    walk.press("照着做的清单", "link")
    walk.page.go_back()
    taken_back(walk, monkeypatch)
    walk.press("换一份备份", "link")
    emptied(walk)
