"""Three lists as salespeople of industrial parks keep them: invented names, numbers that nobody has."""

from datetime import date

from openpyxl import Workbook

from tests.workbooks import saved

_HEADINGS = ["序号", "登记日期", "客户名称", "联系人", "联系电话", "微信", "需求面积", "跟进人", "目前状态", "备注"]
_KEEPER = ["填表人：张三", None, None, "单位：亩、㎡", None, None, None, None, None, "更新于 2023-12-30"]
_NEW_MATERIAL = "13800000005 周工 13800000006"
_YEARS = {
    "2023年": [
        ["高新区招商客户台账（2023）"],
        _KEEPER,
        [],
        _HEADINGS,
        [
            1,
            date(2023, 3, 5),
            "示例机械有限公司",
            "王 总",
            13800000001,
            "同手机",
            "3000",
            "张三",
            "已带看，在谈",
            "10 吨行车",
        ],
        [2, None, "示例食品厂", "李经理", "13800000002/0531-88888802", "wx_example2", "1500-2000", None, "跟进中"],
        [3, "2023.4.18", "（个人）", "赵先生", "1380000000３", None, "20 亩", "小李", "没地，先放放", "想买地"],
        ["四月"],
        [4, "5月6日", "示例物流", "孙主任", "88888804", "sunzhuren", "一万平仓库", "小李", "战败", "价格高"],
        [5, date(2023, 6, 1), "示例新材料", None, _NEW_MATERIAL, None, None, None, "成交", "签了 3 号楼"],
        ["合计", None, "5 家", None, None, None, "=SUM(G5:G10)"],
    ],
    "2024年": [
        ["高新区招商客户台账（2024）"],
        [],
        _HEADINGS,
        [1, "2024/1/8", "示例机械有限公司", "王总", "138-0000-0001", None, "3000", "张三", "二次来访", "又来看了一次"],
        [2, "2024年2月30日", "示例电子", "钱工", "13800000007", None, "800", "张三", "意向"],
        [3, date(2024, 3, 5), "示例包装", "吴姐", "1380000008", None, "600", "张三", "意向", "少一位？回头问"],
        [4, 45400, "示例医疗", "郑博士", "13800000009", None, "2000 洁净车间", "王五（已离职）", "新", "=1/0"],
    ],
    "填写说明": [["每来一个客户填一行，别改表头。"]],
    "字典": [["状态", "意向"]],
}


def register():
    """A sheet a year, below a title and who keeps it; merged days and people, months between, sums below."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in _YEARS.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book["2023年"].merge_cells("A1:J1")
    book["2023年"].merge_cells("B5:B6")
    book["2023年"].merge_cells("H5:H6")
    book["字典"].sheet_state = "hidden"
    return saved(book)


def calls():
    """A CSV of a Chinese Windows: days without a year, two people in a cell, a number that Excel cut."""
    return (
        "来电登记表,,,,,\r\n"
        "时间,客户,电话,想要什么,怎么知道我们的,处理\r\n"
        "3月5日,王总,王总 13800000011（下午打）,厂房 2000 平 层高 9 米,百度,已加微信\r\n"
        '3.8,李工和张姐,李工13800000012、张姐13800000013,仓库 5000㎡,"朋友介绍（""老赵""）",发了资料\r\n'
        ",,,,,\r\n"
        "3/12,,1.38E+10,要办公室,抖音,没接\r\n"
        "3-15,中介,0531-8888 8814,问佣金,,同行，不管\r\n"
        "4月1日,王总,13800000011,改要 3000 平了,,约下周看\r\n"
        "小计：5 个,,,,,\r\n"
    ).encode("gb18030")


def log():
    """What was done day by day: prospects stand there as often as somebody called, below headings of his own."""
    book = Workbook()
    page = book.active
    page.append(["日期", "谁跟的", "客户（公司+人）", "联系方式(微信同号)", "等级", "租/买", "聊了啥", "下次"])
    talks = [
        (date(2024, 9, 2), "张三", "示例塑胶 刘总", 13800000021, "A", "租", "看了 2 号楼，嫌层高不够", "9.10"),
        (date(2024, 9, 10), "张三", "示例塑胶 刘总", 13800000021, "A", "租", "再推 5 号楼，可以", None),
        (date(2024, 9, 3), "张三", "示例制药 陈厂长", "13800000022", "B", "买", "要独栋 30 亩", "等土地"),
        (None, "张三", "不知道叫啥", "微信：liuhaoyu_example", "C", "?", "朋友圈来的", None),
        (date(2024, 9, 5), "", "示例五金", "没留", "D", "租", "", None),
        (date(2024, 9, 6), "小周", "示例光电 何工", "+86 138 0000 0023", "A类", "租厂房", "等环评结果", "10 月"),
    ]
    for talk in talks:
        page.append(talk)
    page.append(["合计", None, "6 条"])
    return saved(book)
