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
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        axe_finds_nothing(page)

    page.get_by_role("link", name="导入 Excel").click()
    check()
    page.get_by_label("Excel 文件").set_input_files({"name": "库存.xlsx", "mimeType": "", "buffer": data})
    page.get_by_role("button", name="看看会怎样").click()
    page.get_by_text("“约八九米”读不懂").wait_for()
    check()
    page.get_by_label("第 3 行").check()
    page.get_by_role("button", name="导入这 2 行和选中的").click()
    page.get_by_role("link", name="下载填好编号的文件").wait_for()
    check()
    hall.refresh_from_db()
    assert (str(hall.clear_height_m), Listing.objects.count()) == ("9.50", 3)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_brokers_sheet_is_in_with_one_upload(desk, axe_finds_nothing, device):
    zone = builders.zone(city=desk.city, name="示例高端装备配套产业园（二期扩建区）")
    hall = builders.listing(zone=zone, building="1 号楼")
    head = ["序号", "项目名称", "楼号楼层", "物业", "建面", "状态", "价", "业主/电话", "说两句"]
    data = workbook(
        head,
        [1, "示例高端装备园", "2号楼1层", "厂房", "2400平", "空置", 19, "示例 13800000000", "可分租"],
        [2, "示例高端装备园", "1号楼", "厂房", "3000平", "可谈", "31元", "示例", None],
        ["合计", None, None, None, 5400, None, None, None, None],
    )
    page = desk("/admin/listings/listing/import/", device, user=builders.person(SALES, desk.city), bypass_csp=True)

    def check():
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        axe_finds_nothing(page)

    page.get_by_label("Excel 文件").set_input_files({"name": "库存.xlsx", "mimeType": "", "buffer": data})
    page.get_by_role("button", name="看看会怎样").click()
    page.get_by_text("是合计，没有当作房源").wait_for()
    check()
    page.get_by_label("没有写交易").select_option("出租")
    page.get_by_label("状态写的“可谈”").select_option("在租（售）")
    page.get_by_label("说两句").select_option("介绍")
    page.get_by_role("button", name=f"都当作“{zone.name}”").click()
    page.get_by_label("价格没有单位").select_option("元/㎡·月")
    page.get_by_role("button", name="都按今天核实").click()
    page.get_by_role("button", name="这 1 行都改已有的").click()
    page.get_by_label(f"改 {hall.number} 这套").wait_for()
    check()
    page.get_by_role("button", name="导入这 1 行和选中的").click()
    page.get_by_role("link", name="下载填好编号的文件").wait_for()
    check()
    hall.refresh_from_db()
    made = Listing.objects.exclude(pk=hall.pk).get()
    assert (hall.price, made.price, made.description, made.landlord) == ("31 元/㎡·月", "19 元/㎡·月", "可分租", "示例")
