"""What a column of an old list may mean, and what is proposed for one by its heading and what stands below it."""

import re
from collections.abc import Sequence

from old_lists.dates import NotADate, read_date
from plumbing import phones, typed_text

#: What a column may be: {field: (what it is called, other headings for it)}. In this order it is offered.
FIELDS = {
    "phone": (
        "电话",
        "手机 手机号 手机号码 联系电话 联系方式 电话号码 移动电话 座机 固话 固定电话 备用电话 其他电话 第二电话 号码 "
        "tel phone mobile 联系人电话 客户电话 联系人及电话 联系人/电话 姓名电话 联系人手机",
    ),
    "wechat": ("微信号", "微信 vx wx wechat 微信id 客户微信"),
    "name": ("联系人", "姓名 称呼 客户姓名 联系人姓名 对接人 客户 客户联系人 名字"),
    "company": ("公司", "公司名称 企业 企业名称 单位 单位名称 客户公司 客户名称 客户单位 公司名 企业名 项目方 投资方"),
    "received": (
        "日期",
        "时间 登记日期 登记时间 来电日期 来电时间 来访日期 来访时间 录入时间 录入日期 创建时间 创建日期 "
        "咨询日期 咨询时间 接待日期 首次联系 首次联系时间 首次接触 建档日期 收到 收到日期 月日",
    ),
    "owner": (
        "负责人",
        "业务员 跟进人 招商员 招商专员 招商经理 销售 归属 归属人 接待人 经办人 责任人 招商负责人 跟进人员 对接招商 "
        "谁跟 谁跟的 跟进者",
    ),
    "stage": (
        "阶段",
        "状态 客户状态 跟进状态 进度 进展 当前进展 当前状态 目前状态 跟进阶段 意向 意向程度 意向等级 "
        "客户等级 等级 级别",
    ),
    "reason": ("无效或流失的原因", "原因 流失原因 无效原因 未成交原因 战败原因 丢单原因 放弃原因"),
    "city": ("城市", "意向城市 意向区域 意向地区 区域 地区 所在城市 落地城市 地市"),
    "kind": ("需求类型", "类型 业务类型 物业类型 租售 租/售 租/买 租买 客户类型 需求类别"),
    "need": (
        "需求",
        "客户需求 需求描述 需求内容 需求面积 面积 面积需求 意向面积 面积㎡ 行业 行业类别 预算 用途 产品 项目 项目名称 "
        "主营 主营产品 要求 投资额 需求情况 所属行业 想要什么 想要",
    ),
    "source": ("来源渠道", "来源 渠道 客户来源 信息来源 来访渠道 获客渠道 线索来源 介绍人 怎么知道我们 怎么来的"),
    "next": (
        "下次跟进",
        "下次跟进时间 下次跟进日期 下次联系 下次联系时间 下次回访 下次 回访日期 回访时间 约定跟进 计划跟进 提醒日期",
    ),
    "note": (
        "备注",
        "跟进情况 跟进记录 情况 情况说明 沟通记录 沟通情况 说明 最近跟进 拜访记录 反馈 跟进内容 处理",
    ),
}
#: Of these a file has one column; several of the others are put together.
SINGLE = ("wechat", "name", "company", "received", "owner", "stage", "reason", "city", "kind", "next")
_NUMBERING = {"序号", "编号", "no", "no.", "id", "#", "行号"}
#: What stands before and behind a heading that is known: 客户手机号, 电话2.
_BESIDE = re.compile(r"^(?:客户|联系人?)|[0-9一二]$")
#: Of what stands in a column so much has to be of a kind.
_MOSTLY = 0.6


def label(field: str) -> str:
    """What a field is called."""
    return FIELDS[field][0]


def propose(heading: str, samples: Sequence[str]) -> str:
    """The field that a column probably is; "" for one that is better left out."""
    name = _folded(heading)
    if name in _NUMBERING:
        return ""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if field := _by_content(samples):
        return field
    found = [(len(known), field) for known, field in _BY_NAME.items() if len(known) > 1 and known in name]
    if found:
        return max(found)[1]
    # What nobody knows the heading of is kept, in the words it stands in.
    return "note" if any(samples) and not all(sample.isdigit() and len(sample) < 5 for sample in samples) else ""


def proposals(samples: dict[str, Sequence[str]]) -> dict[str, str]:
    """{heading: field} for all columns of a file; of a field that one column alone may be, the first gets it."""
    found: dict[str, str] = {}
    for heading, values in samples.items():
        field = propose(heading, values)
        found[heading] = "note" if field in SINGLE and field in found.values() else field
    return found


def is_known(heading: str) -> bool:
    """Whether it is a heading that says what stands below it."""
    name = _folded(heading)
    return name in _NUMBERING or bool({name, _BESIDE.sub("", name)} & _BY_NAME.keys())


def _by_content(samples: Sequence[str]) -> str:
    """What most of the values are, where that can be seen: numbers to dial, or days."""
    if not samples:
        return ""
    for field, is_one in (("phone", is_phone), ("received", _is_date)):
        if sum(map(is_one, samples)) >= len(samples) * _MOSTLY:
            return field
    return ""


def is_phone(sample: str) -> bool:
    """Whether a value is a number to dial, or several."""
    if not re.search(r"\d{7}", sample):
        return False
    try:
        return bool(phones.parse_several(sample))
    except phones.NotAPhone:
        return False


def _is_date(sample: str) -> bool:
    try:
        return bool(read_date(sample, None)) and not sample.isdigit()
    except NotADate:
        return False


def _folded(heading: str) -> str:
    return re.sub(r"[\s()（）【】\[\]:：/*_-]|必填|选填", "", typed_text.identifier(heading).lower())


_BY_NAME = {_folded(name): field for field, (own, others) in FIELDS.items() for name in [own, *others.split()]}
