"""Stock from a workbook, on every screen: uploaded, looked at, done, each page fit for a thumb and for axe."""

import pytest

from listings.models import Listing
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.workbooks import workbook

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_workbook_is_uploaded_looked_at_and_done(desk, axe_finds_nothing, device):
    zone = builders.zone(city=desk.city, name="示例高端装备配套产业园（二期扩建区）")
    hall = builders.listing(zone=zone, building="1 号楼")
    data = workbook(
        ["编号", "园区", "类型", "交易", "楼栋", "面积", "净高", "备注"],
        [hall.number, None, None, None, None, None, "9米5", None],
        [None, zone.name, "厂房", "出租", "1 号楼", "3000平", None, "同一套"],
        [None, zone.name, "厂房", "出租", "2 号楼", "3000平", None, None],
        [None, zone.name, "厂房", "出租", "3 号楼", "3000平", "约八九米", None],
        [hall.number, None, None, None, None, None, None, None],
    )
    page = desk("/admin/listings/listing/", device, user=builders.person(SALES, desk.city), bypass_csp=True)

    def check():
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        axe_finds_nothing(page)

    page.get_by_role("link", name="导入 Excel").click()
    check()
    page.get_by_label("Excel 文件").set_input_files({"name": "库存.xlsx", "mimeType": "", "buffer": data})
    page.get_by_role("button", name="看看会怎样").click()
    page.get_by_text("约八九米").wait_for()
    check()
    page.get_by_label("第 3 行").check()
    page.get_by_role("button", name="导入这 2 行和勾选的").click()
    page.get_by_role("link", name="下载填好编号的文件").wait_for()
    check()
    hall.refresh_from_db()
    assert (str(hall.clear_height_m), Listing.objects.count()) == ("9.50", 3)
