"""Half pairs of brackets and quotation marks, and what is typed twice."""

import pytest

from tests.articles.labelled_stories import NEWS
from tests.articles.test_checker_cases import findings

# (rule, the words it must point at, body)
FOUND = [
    ("bracket", "（试用期一至三个月", "岗位均签订劳动合同（试用期一至三个月，按岗位确定。\n欢迎来站登记（免费）。"),
    ("bracket", "《关于支持中小企业发展的若", "示例市印发《关于支持中小企业发展的若干措施，共二十条。"),
    ("bracket", "“以前要跑三趟", "“以前要跑三趟，现在一趟办好。经理李明说。\n园区又推出了代办服务。"),
    ("bracket", "“重点“园区名单", "示例园区入选“重点“园区名单，排在第七位。"),
    ("bracket", "【问：租期能不能短一些", "【问：租期能不能短一些？\n【答】可以，最短一年。"),
    ("bracket", "报名地点在示例大厦3楼）", "报名地点在示例大厦3楼），联系人见附件。"),
    ("bracket", "示例园区获评专精特新”", "示例园区获评专精特新”园区，全市共三家。"),
    ("bracket", "(含设备", "总投资2亿元(含设备，建设期两年。"),
    ("doubled", "的的", "公司的的外贸团队只有六个人。"),
    ("doubled", "有有", "查什么、查多久都有有记录。"),
    ("doubled", "到到", "专员把服务送到到车间门口。"),
    ("doubled", "了了", "园区引进了了三家检测机构。"),
    ("doubled", "在在", "仪式在在示例大厦举行。"),
    ("doubled", "是是", "这家企业是是去年入驻的。"),
    ("doubled", "对对", "管委会对对企业反映的停车问题作了答复。"),
    ("doubled", "将将", "二期厂房将将于明年交付。"),
    ("doubled", "企业企业", "园区组织企业企业参加对接会。"),
    ("doubled", "进行进行", "专家组对设备进行进行检查。"),
    ("doubled", "产教联合体产教联合体", "示例产教联合体产教联合体成立后，课程由企业出题。"),
    ("doubled", "，，", "项目开工，，预计两年建成。"),
    ("doubled", "。。", "项目开工。。预计两年建成。"),
    ("doubled", "，。", "项目昨天开工，。"),
]

LEFT_ALONE = [
    # Speech of several paragraphs, and what closes in a later one.
    "“刚来的时候，村里人问我：‘竹子能值几个钱？’我没法回答。\n“第一年我们交了不少学费。\n“现在八成员工是本地人。”",
    "他说：“第一年很难。\n第二年就顺了，订单排到了年底。”",
    "（以下为节选：\n第一条　总则。\n第二条　范围。）",
    # Numbers of items, faces, inches, and brackets of both widths.
    "1）填写申请；\n2）上传方案（含疏导图）；\n（3）领取许可。\nA）东门\n一）总则",
    "步骤如下：1）登录平台；2）填写表格；3）提交。",
    "大家辛苦了:)",
    "公司（简称“示例精密”)本月启用新厂房（二期)。",
    "《示例市〈办法〉实施细则》和《示例报》（数字版）刊登了名单。",
    # Characters that stand twice by right.
    "的的确确，目的的实现靠大家，标的的估值已公布，坐的的士刚到。",
    "企业是不是满意，为了了解情况，除了了解订单，这事不了了之，关键问题是是否按期交付。",
    "现在在建的有三栋，正在在建工地检查，存在在途货物。",
    "所有有限公司、没有有效证照的，具有有利条件的都在名单里。",
    "从签到到散会只用一小时，直到到期那天，感受到到位的服务，收到到账通知。",
    "目前与会者都在看，参与与否自定；和和气气，总和和均值都公布了；实事求是是作风。",
    "面对对手、针对对接中的问题，一对对新人和一对一服务；成就就在脚下，就就业问题座谈。",
    "人人有责，天天见面，常常来往，看看厂房，听听意见，方方面面，一步步走，层层把关，件件落实，年年增长，多多益善。",
    "主管部门研究研究，大家讨论讨论、商量商量，休息休息再干。",
    "现代服务服务业企业，企业企业家座谈会，示例项目项目经理到场，香港特别行政区行政区域图。",
    "一件一件办，一次又一次，一家一家走，一个月一个月地盯，哈哈哈哈哈哈。",
    "“加把劲加把劲！”班长喊。",
    "对对碰、拼多多、滴滴、旺旺、娃哈哈和太太乐的展台前人最多……真热闹。。。",
    "关于于成龙故居的说明：于是是否开放由文旅局定。",
]


@pytest.mark.parametrize(("rule", "words", "text"), FOUND, ids=lambda value: None)
def test_a_misprint_is_found_where_it_stands(rule, words, text):
    assert [(finding.rule, finding.text) for finding in findings(NEWS, text)] == [(rule, words)]


@pytest.mark.parametrize("text", LEFT_ALONE, ids=lambda value: None)
def test_what_is_meant_so_is_left_alone(text):
    assert [(finding.rule, finding.text) for finding in findings(NEWS, text)] == []


@pytest.mark.slow
def test_a_summary_that_was_cut_off_is_no_slip():
    assert findings(NEWS, "示例园区正文。", summary="示例园区发布“揭榜挂帅榜单，面向高校征集…") == []
