"""Two figures for one thing: in the title or summary and in the body, or in two passages.

Titles leave things out and bodies hold many figures, so a figure that is only absent from the body is no finding. It is
one where the body has the same digits at another size, two digits swapped, or one other figure for what the title says
in the same words; in the body, where a later passage speaks of the same thing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain, combinations

from articles.checking.figures import MEASURES, NOUNS, Figure, agree
from articles.checking.story import Finding, Piece, Story

# Not of what was signed before and is looked after: 落实签约项目.
_SIGNED = (
    "".join(rf"(?<!{verb})" for verb in ("落实", "调度", "推动", "推进", "促进", "跟踪", "服务", "督促", "梳理"))
    + "签约"
)
#: What a figure is about, by words in its clause.
SUBJECTS = re.compile(
    r"(?P<投资>投资|总投|签约额|签约金额|合同额|引资)|(?P<占地>占地|用地|征地|土地)|(?P<建筑>建筑面积|建面|厂房|载体|楼|[冷仓]库|公寓)"
    rf"|(?P<产值>产值|营收|收入|销售)|(?P<税>税)|(?P<签约>{_SIGNED}|签下|签订|签署)|(?P<引进>引进|落户|入驻|新增)|(?P<开工>开工|动工)"
    r"|(?P<投产>投产|竣工)|(?P<融资>融资|授信|贷款)|(?P<产能>产能|年产)|(?P<用工>就业|用工|岗位|招聘)"
    r"|(?P<补贴>补贴|补助|奖补)|(?P<观众>观众|客流|游客)"
)
#: The same, so narrow that a story has one figure for each.
FACTS = re.compile(
    r"(?P<总投资>总投资|投资总额|总投)|(?P<占地>占地|用地面积|规划用地|总用地)|(?P<建筑>建筑面积|建面)|(?P<员工>员工|职工)"
    rf"|(?P<参会>参加|参会|与会|出席|到场|嘉宾)|(?P<参展>参展|展商)|(?P<签约>{_SIGNED}|签下)|(?P<岗位>岗位|就业)|(?P<产能>年产|产能)"
    r"|(?P<基金>基金|首期规模)|(?P<规划>规划面积)|(?P<注册>注册资本)|(?P<库容>库容)"
)
#: Words that say that the figure is of another time, place or whole.
ELSEWHERE = re.compile(
    r"累计|今年以来|[去上前]年|同期|截至|目前|已|历年|近年|近[一二三四五\d]+年|全[国省市区县年球]|总量|历史|首批|[首一二三]期"
    r"|(?<!规模)以上|其中|计划|目标|力争|到20\d\d|每年|年均|增长|增加|下降|同比|原|曾|最[高低多大]|上限|单[个户家笔]"
)
#: The same between passages, where 目前 and 已 say nothing.
_ANOTHER = re.compile(
    r"累计|以来|[去上前]年|同期|历年|近年|全[国省市区县年球]|首批|以上|其中|目标|力争|一度|(?<![立建办]于)(?:19|20)\d\d年(?!落户|成立|创[办立建]|入驻|投产|建[厂成])|每[年亩天个家]|增[长加至幅]|降|同比|原|曾|各|分别"
    r"|另|此外|同时|其余|[从由](?![^，]*，)|发言|获奖|担任|此前|上次|往届|完成|新招|扩|剩余|还需|招聘|净增|新增产能|总产能|第[一二三]"
    r"|分论坛|分会场|会[前后]|[达投]产后，公司"
)
_PHASE = re.compile("(?:[首一二三四]期[、和及与]?)+")
# A passage that goes on about what the story named before.
_SAME = re.compile(
    r"(?<!应)该|[我本]们?公司|此(?![外前后类])|这[一个次场批栋座]|本次|上述|参会|与会|到会"
    r"|(?:^|[，、：“为据让对使给]|目前|现在)(?:项目|公司|企业|园区|基地|活动|大会|会议|工厂|基金)(?![群一二三])"
)
_NAME = re.compile(
    r"(?!目前|现在|运营|建设|开发|管理|投资|物业)([^\W\d该此这的个为据让对我们本，]{2})"
    r"(?:项目|公司|企业|园区|产业园|基地|集团|工厂)"
)
# Who has what a figure counts; the staff of a base are not those of its company.
_OWNERS = re.compile(
    r"(?P<项目>项目)|(?P<公司>公司|企业|集团|工厂)|(?P<园区>园区|产业园|基地)|(?P<活动>活动|大会|会议)|(?P<基金>基金)"
)
#: Kinds of which one text may well give several figures that have nothing to do with each other.
LOOSE = {*("%", "个百分点", "公里", "千瓦", "kVA", "度电", "米", "立方米", "天", "工作日", "小时", "分钟"), *MEASURES}
_CLAUSE_START = re.compile(r"[，,\d|（()）：:]")
MOST_PARTS, MOST_SUMS = 100, 1000
# Behind a sum of money that was named before; and what is small beside an investment.
_ATTRIBUTE = re.compile("的(?:新增|总)?(?:投入|投资|项目|资金|资本|注册|工程|订单|合同|贷款|基金|技改|改造|签约)")
_SMALL = re.compile("[税租补奖罚薪费]|工资|单价|保证金|[人户亩台年月日]均|每|全[国省市区县]|各|累计")
# Before and behind the number of all employees; and who else may have some.
_WHOLE_STAFF = re.compile("(?:[有共]|总数?)[^，。；]{0,4}(?:员工|职工)[为达约共]*$")
_STAFF = re.compile("(?:员工|职工)(?![技业代志家])")
_OTHERS_STAFF = re.compile("公司|企业|集团|[厂园区市县省校]|全|各|家|人次|来自|合作")
SIZE, SLIP = "数字一样、大小不同，请核对小数点和单位。", "两处只差一两位数字，请核对。"
DIFFERENT = "两处不一致，请核对。"


@dataclass(frozen=True, eq=False)
class Mention:
    """A figure and the piece it stands in."""

    piece: Piece
    figure: Figure

    @cached_property
    def lead(self) -> str:
        """The sentence up to the figure."""
        return re.split(r"[。！？；\n]", self.piece.plain[max(0, self.figure.start - 200) : self.figure.start])[-1]

    @cached_property
    def clause(self) -> str:
        """The words around the figure, before it across a list's commas: 招聘技术、管理类员工30名."""
        words, before = re.split(_CLAUSE_START, self.lead)[-1], self.figure.before
        return f"{words if before in words else before + words} {self.figure.after}"

    @cached_property
    def phase(self) -> str:
        return next(reversed(_PHASE.findall(self.lead)), "")

    def elsewhere(self, head: "Mention") -> set[str]:
        """The times, places and wholes it is of; 全区 is none in a story whose title is about a 区."""
        words = {match[0] for match in ELSEWHERE.finditer(self.lead + self.figure.after)}
        return {word for word in words if word[0] != "全" or word[1] not in head.piece.plain}


def figures_differ(story: Story) -> Iterator[Finding]:
    """Figures of title and summary compared with those of the body, whatever their units and scales."""
    body = [Mention(piece, figure) for piece in story.paragraphs for figure in piece.figures]
    heads = [Mention(piece, figure) for piece in (story.title, story.summary) for figure in piece.figures]
    found = set()
    for head in heads:
        if contradiction := _contradiction(head, [each for each in body if each.figure.kind == head.figure.kind]):
            found.add(contradiction[0])
            yield _finding(head, *contradiction)
    for one, other in chain(_swapped(body), _resized(body), _outnumbered(body), _passages([*heads, *body])):
        if not found & {one, other}:
            found |= {one, other}
            yield _finding(one, other, SIZE if one.figure.digits == other.figure.digits else DIFFERENT)


def _finding(one: Mention, other: Mention, why: str) -> Finding:
    words = one.piece.text[one.figure.start : one.figure.end]
    field = {"title": "标题", "summary": "摘要"}.get(one.piece.field, "前文")
    return other.piece.finding("figures", other.figure.start, other.figure.end, f"{field}写的是“{words}”，{why}")


def _contradiction(head: Mention, same_kind: list[Mention]) -> tuple[Mention, str] | None:
    """(mention in the body, why) of the one that contradicts, or None."""
    figure = head.figure
    if figure.low is not None or any(agree(figure, each.figure) for each in same_kind):
        return None
    exact = [each for each in same_kind if each.figure.low is None]
    resized = [each for each in exact if each.figure.digits == figure.digits]
    if resized and len(figure.digits) > 2:
        return resized[0], SIZE
    if _adds_up(figure, [each.figure for each in same_kind]):
        return None
    rivals = [each for each in same_kind if _about(SUBJECTS, head) & _about(SUBJECTS, each)]
    alone = len({each.figure.value for each in same_kind}) == 1
    for each in exact if alone else [each for each in rivals if each in exact]:
        if each in resized and len(figure.digits) == 2:
            return each, SIZE
        if _slipped(figure, each.figure):
            return each, SLIP
    # The only other value for what the figure is about, of the same time, place and whole.
    only = not (figure.kind in LOOSE or figure.meant) and len({each.figure.value for each in rivals}) == 1
    if only and rivals[0].figure.is_exact and rivals[0].elsewhere(head) == head.elsewhere(head):
        return rivals[0], "与正文不一致，请核对。"
    return None


def _passages(mentions: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """(mention, a later one of the same fact with another figure) where the story has just these two values for it."""
    facts = defaultdict(list)
    for each in mentions:
        for fact in _about(FACTS, each) if each.figure.low is None else ():
            facts[fact, each.figure.kind, each.phase].append(each)
    of_phases = {(*key[:2], each.figure.value) for key, group in facts.items() if key[2] for each in group}
    for (fact, kind, phase), group in facts.items():
        one = group[0]
        others = [each for each in group if each.figure.value != one.figure.value]
        explained = not phase and any((fact, kind, each.figure.value) in of_phases for each in group)
        if others and len({each.figure.value for each in group}) == 2 and not explained and _same_fact(one, others[0]):
            yield one, others[0]


def _swapped(body: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Counts of one thing, told once each and apart, with two digits swapped: 企业162家, 126家企业中."""
    groups = defaultdict(list)
    for each in (each for each in body if each.figure.kind in NOUNS.values() and "|" not in each.piece.plain):
        if each.figure.is_exact and len(each.figure.digits) > 2:
            groups[each.figure.kind, "".join(sorted(each.figure.digits))].append(each)
    for one, *others in groups.values():
        if len(others) == 1 and _slipped(one.figure, others[0].figure) and not _are_told_apart(one, others[0]):
            yield one, others[0]


def _resized(body: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """The same digits in 亿元 and in 万元 for what is named by the same word, or goes on as 万元的投资."""
    groups: dict[str, dict[Decimal, Mention]] = defaultdict(dict)
    for each in body:
        if each.figure.kind == "元" and len(each.figure.digits) > 1 and each.figure.low is None:
            groups[each.figure.digits].setdefault(each.figure.value, each)
    for one, other in chain.from_iterable(combinations(list(group.values())[:9], 2) for group in groups.values()):
        least, most = sorted((one.figure.value, other.figure.value))
        same = _ATTRIBUTE.match(other.figure.after) or _about(SUBJECTS, one) & _about(SUBJECTS, other)
        words = "".join(each.lead + each.figure.after for each in (one, other))
        if most == least * 10_000 and same and not _SMALL.search(words):
            yield one, other


def _outnumbered(body: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """A whole staff, and more of it in a later passage that names nobody else's: 员工300余人, 近500名职工里."""
    staff = [each for each in body if each.figure.kind == "员工" and each.figure.low is None]
    whole = [at for at, each in enumerate(staff) if _WHOLE_STAFF.search(each.figure.before)]
    for other in staff[whole[0] + 1 :] if whole else ():
        one = staff[whole[0]]
        alone = _STAFF.match(other.figure.after) and not _OTHERS_STAFF.search(other.lead)
        if alone and other.figure.value * 9 > one.figure.bounds[1] * 10 and not _are_told_apart(one, other):
            yield one, other
            return


def _are_told_apart(one: Mention, other: Mention) -> bool:
    """Whether they stand in one sentence, or either is of another time or whole."""
    words = (each.lead + each.figure.after[:4] for each in (one, other))
    between = one.piece.plain[one.figure.end : other.figure.start]
    together = one.piece is other.piece and not re.search("[。！？；\n]", between)
    return together or any(map(_ANOTHER.search, words))


def _same_fact(one: Mention, other: Mention) -> bool:
    least, most = sorted((one.figure.value, other.figure.value))
    if agree(one.figure, other.figure) or not least or (most > 4 * least and one.figure.digits != other.figure.digits):
        return False
    if _are_told_apart(one, other):
        return False
    known = one.lead + one.figure.clause
    same = _SAME.search(other.lead + other.figure.after) or _slipped(one.figure, other.figure)
    owners = [_owners(each.lead) for each in (one, other)]
    if all(owners) and not owners[0] & owners[1]:
        return False
    return bool(same) and all(name in known for name in _NAME.findall(other.lead))


def _about(subjects: re.Pattern[str], mention: Mention) -> set[str]:
    return {match.lastgroup or "" for match in subjects.finditer(mention.clause)}


def _owners(text: str) -> set[str]:
    return {match.lastgroup or "" for match in _OWNERS.finditer(text)}


def _slipped(one: Figure, other: Figure) -> bool:
    """Whether one is the other with two digits swapped, at the same size: 1692 and 1629."""
    length = max(len(one.digits), len(other.digits))
    a, b = (figure.digits.ljust(length, "0") for figure in (one, other))
    wrong = [at for at, (left, right) in enumerate(zip(a, b, strict=True)) if left != right]
    if length < 3 or one.value.adjusted() != other.value.adjusted() or len(wrong) != 2:
        return False
    return wrong[1] == wrong[0] + 1 and sorted(a) == sorted(b)


def _adds_up(figure: Figure, others: list[Figure]) -> bool:
    """Whether some of the body's figures make up the title's."""
    sums = {Decimal(0)}
    for other in others[:MOST_PARTS]:
        sums |= {each + other.value for each in sums}
        if len(sums) > MOST_SUMS:
            return True
    return any(abs(each - figure.value) < figure.step for each in sums)
