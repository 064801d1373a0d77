"""An old list on every screen: its columns, its words, the look, the import, each page fit for a thumb and for axe."""

import pytest

from leads.models import Lead
from old_lists import jobs
from old_lists.models import OldList
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.old_lists import messy

pytestmark = pytest.mark.slow

LISTS = {"招商客户台账.xlsx": messy.register(), "来电登记.csv": messy.calls(), "跟进流水.xlsx": messy.log()}


@pytest.fixture
def known(desk, settings, tmp_path):
    """Somebody of the first list who is in the desk already."""
    settings.VAR_DIR = tmp_path
    builders.person(SALES, desk.city, last_name="张", first_name="三")
    return Lead.objects.create(kind="rent", name="示例", city=desk.city, phone="+8613800000002", receipt="AAAAAAAAAAAA")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_brought_in_and_taken_back(desk, axe_finds_nothing, known, device, name):
    page = desk("/admin/leads/lead/", device, user=builders.person(SALES_MANAGER, desk.city), bypass_csp=True)

    def go(role, name):
        page.get_by_role(role, name=name).click()
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        axe_finds_nothing(page)

    go("link", "导入老名单")
    go("link", "导入老名单")
    page.get_by_label("Excel 或 CSV 文件").set_input_files({"name": name, "mimeType": "", "buffer": LISTS[name]})
    go("button", "下一步：认列")
    go("button", "下一步")
    page.get_by_text("请选客户的信息是怎么来的").wait_for()
    page.get_by_label("他们主动找过我们").check()
    page.get_by_label("日期没写年份的").select_option("2026")
    go("button", "下一步")
    if "/words/" in page.url:
        for select in page.locator("select").all():
            if not select.input_value():
                select.select_option(index=1)
        go("button", "看看会怎样")
    go("button", "条新线索")
    page.get_by_text("正在导入，已完成 0 /").wait_for()
    jobs.bring_in(OldList.objects.get().pk)
    page.get_by_text("行都有了去处").wait_for()
    go("link", "新线索")
    go("link", "回到整份")
    page.get_by_text("导错了，整份撤销").click()
    go("button", "整份撤销")
    assert list(Lead.objects.all()) == [known]
