"""What the words of an old list stand for: stages, people, kinds and cities, each proposed and confirmed by hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from leads.hand_over import sellers
from leads.models import OFFERED_KINDS, Kind, Stage
from old_lists.models import RIGHT
from old_lists.table import Row
from plumbing import typed_text
from staff.models import User
from zones.models import City

#: The fields whose values are chosen from what we have.
CHOSEN = ("stage", "owner", "city", "kind")
#: What a word may stand for besides: the pool, of cities none of ours; rows that are better not brought in.
POOL, REFUSE = "pool", "refuse"
#: More different words than these are no stages, or people: the wrong column was chosen.
MOST_WORDS = {"stage": 80, "owner": 200, "city": 100, "kind": 80}

_STAGES = {
    Stage.NEW: "新 新客户 新增 未联系 待联系 没联系 未跟进 待跟进 未接 未接通 未接听 待分配",
    Stage.CONTACTED: "已沟通 联系过 联系中 跟进中 跟进 在跟 已加微信 加微信 初步接触 初步沟通 一般 考虑中 已接通",
    Stage.QUALIFIED: "意向 有意向 意向客户 有效 有效客户 重点 重点客户 重点跟进 强意向 高意向 潜在客户 a b a类 b类",
    Stage.RECOMMENDED: "推荐 已推荐 已报价 已发资料",
    Stage.VISITING: "带看 已带看 看过 看过房 已看房 看房 考察 已考察 来访 已来访 实地考察 约看",
    Stage.NEGOTIATING: "在谈 谈判 商务谈判 洽谈中 谈价 议价 谈合同",
    Stage.SIGNED: "成交 已成交 已签约 已签 签合同 已签合同 已交定金 定金",
    Stage.SETTLED: "入驻 已入驻 已落户 投产 已投产",
    Stage.INVALID: "无效客户 无效信息 空号 错号 号码错误 打错 同行 中介 骚扰 重复 停机",
    Stage.LOST: (
        "战败 已流失 放弃 丢单 死单 无意向 没意向 无意愿 不考虑 不需要 暂不考虑 已租别处 已租其他 租了别家 未成交 "
        "没成 d d类 黄了 跑单"
    ),
}
_KINDS = {
    Kind.RENT: "厂房 租 出租 求租 厂房出租 厂房租赁 租赁 仓库 租仓库 标准厂房 车间 库房 仓储",
    Kind.BUY: "购买 求购 买 购厂房 厂房出售 买房 自建购买",
    Kind.LAND: "拿地 买地 工业用地 用地 地块 购地 供地",
    Kind.OFFICE: "办公 办公室 办公楼 研发 研发楼 写字间",
    Kind.INVEST: "招商 入驻 入园 投资 项目 招商引资 投资项目 入驻园区",
    Kind.OTHER: "其它",
}
#: A word with one of these is not what the rest of it says: 未成交, 不带看.
_NEGATIONS = re.compile("[未没不无非]")


@dataclass(frozen=True)
class Vocabulary:
    """What a field's words may stand for: `options` are (value, what it is called)."""

    field: str
    options: Sequence[tuple[str, str]]
    propose: Callable[[str], str]


def words_of(rows: Sequence[Row], columns: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """{field of CHOSEN: {word: in how many rows it stands}} of the columns that were chosen for them."""
    found: dict[str, dict[str, int]] = {}
    headings = {field: heading for heading, field in columns.items() if field in CHOSEN}
    for field in CHOSEN:
        if field not in headings:
            continue
        counts: dict[str, int] = {}
        for row in rows:
            cell = row.cells.get(headings[field])
            if cell and not row.is_sum and (word := folded(cell.text)):
                counts[word] = counts.get(word, 0) + 1
        if counts:
            found[field] = dict(sorted(counts.items(), key=lambda each: -each[1]))
    return found


def folded(typed: str) -> str:
    """A word as it is compared, and kept."""
    return typed_text.line(typed)[:60]


def vocabulary(field: str, user: User) -> Vocabulary:
    """What the words of a field may stand for, for this person."""
    if field == "owner":
        return _people(user)
    if field == "city":
        return _cities(user)
    known = _STAGES if field == "stage" else _KINDS
    labels = list(Stage.choices) if field == "stage" else OFFERED_KINDS
    names = {_key(label): value for value, label in labels}
    names |= {_key(name): str(value) for value, others in known.items() for name in others.split()}
    return Vocabulary(field, [(value, str(label)) for value, label in labels], lambda word: _closest(word, names))


def _people(user: User) -> Vocabulary:
    cities = user.cities_for(RIGHT)
    ids = City.objects.values_list("pk", flat=True) if cities is None else sorted(cities)
    people = list(sellers(*ids).order_by("username"))
    names: dict[str, set[str]] = {}
    for person in people:
        for name in (person.display_name, person.username):
            names.setdefault(_key(name), set()).add(str(person.pk))
    only = {name: next(iter(found)) for name, found in names.items() if len(found) == 1}
    options = [(POOL, "公共池（没有负责人）"), *((str(person.pk), _label(person)) for person in people)]
    return Vocabulary("owner", options, lambda word: only.get(_key(word), ""))


def _label(person: User) -> str:
    return f"{person.display_name}（{person.username}）" if person.display_name != person.username else person.username


def _cities(user: User) -> Vocabulary:
    allowed = user.cities_for(RIGHT)
    cities = [city for city in City.objects.all() if allowed is None or city.pk in allowed]
    names = {_key(city.name).removesuffix("市"): str(city.pk) for city in City.objects.all()}
    options = [(str(city.pk), city.name) for city in cities]
    if allowed is None:
        options.append((POOL, "总部 / 未定"))
    known = {value for value, _ in options}

    def propose(word: str) -> str:
        found = _closest(_key(word).removesuffix("市"), names)
        return found if found in known else REFUSE if found else ""

    return Vocabulary("city", options, propose)


def _closest(word: str, names: Mapping[str, str]) -> str:
    """What a word stands for by its name, or by the longest name that it begins or ends with; "" where nobody knows."""
    key = _key(word)
    if key in names:
        return names[key]
    if _NEGATIONS.search(key):
        return ""
    found = [(len(name), value) for name, value in names.items() if len(name) > 1 and (name in key)]
    return max(found)[1] if found else ""


def _key(word: str) -> str:
    return re.sub(r"[\s()（）·、,，。.:：/-]", "", typed_text.identifier(word).lower())
