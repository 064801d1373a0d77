"""Risky words of the owner's list, promises and superlatives in words of many shapes, looked for in a story."""

import re
from collections.abc import Iterable, Iterator

from articles.checking.story import Finding, Story
from articles.models.risky_word import RiskyWord

#: Characters between a word and what makes it part of a name: 国家级[示例经济技术]开发区.
NAME = 16

# Before the word in the same clause, they make it a rule against it instead of a promise.
_NEGATED = re.compile(
    r"(?:严禁|禁止|杜绝|清理|取消|废止|叫停|违规|违法|没有|防止|警惕|谨防|打击|并非|从未|并未|(?:号|声|谎|自|所|中介)[称谓]|不[^断仅少低超]?"
    r"|打造|争创|建成|力争|努力|追求|目标)[^，。；！？\n]{0,20}$"
)
# Or within what a rule finds: 税收政策不搞一事一议式的返还.
_NEGATED_WITHIN = re.compile("不(?:搞|得|做|给|再|予|能|会|存在|承诺)|严禁|禁止|取消")
# The same behind it: 税收返还清理自查.
_ABOLISHED = re.compile(r"[^，。；！？\n]{0,6}(?:清理|清退|整治|自查|清查|叫停|取消|废止)")
# Anywhere in its sentence they make it a warning, or money that is given back because it was the payer's own.
_WARNING = re.compile(
    "留抵|出口退税|多缴|误[缴收]|汇算|先进制造业|警惕|谨防|骗局|诈骗|虚假|判[令决]|回收期|内部收益率|非法集资|不得|严禁|清理|清退|(?:保证|押|定|质保)金|预付款|违约|稳岗|失业保险|工会经费"
)

# Around the word they tell that somebody else said it, and that it is not to be believed or not allowed.
_NOT_OURS = re.compile(
    r"(?:不[要可能该应]再?|别|莫|勿)(?:轻?信|写)|可[信靠](?:吗|么|？)|靠谱|(?:合法|合规)(?:吗|么|？)|不(?:符合?|合)[^，。；]{0,6}(?:规定|要求|条例|法)|不予通过|不受[^，。；]{0,6}保护|不支持"
    r"|打个?问号|要?当心|要?小心|举报|投诉|噱头|跑路|罚款|处罚|被罚|查处|违规|违法|涉嫌|处以|立案|划掉|删[去除掉]|陷阱|误导|误区|上当|忽悠|套路|欺|骗|纠纷|法院|维权|证据|轻信|维护[^，。；]{0,4}权益"
    r"|什么是|停止执行|停用|不再|老政策|老路|过去|以往|拼[“政税地]|问[:：]?“|习惯问|口头|却没有|兑现|没有许诺|追回|责令|抽查|绝对化|用语|烂|揽客|断裂|受损|列举|情形|审查|负面清单|典型案例"
)
_TALKED_OF = re.compile(r"[^“”。！？\n]{0,8}”[^，。；！？\n]{0,12}?(?:说法|字样|表述|提法|传言|噱头|话术|套路|骗)")
_DENIED = re.compile(r"[^。！？\n]*[？?]”?\s*[^。！？\n]{0,10}(?:不|没有|否)")
# What says of a whole paragraph that it explains rules; of a title, that the story does.
_EXPLAINS = re.compile("不能写|不可以写|公平竞争|广告法|律师|法官|市场监管")
_WARNS = re.compile("公平竞争|广告法|警惕|谨防|避坑|误区|陷阱|套路|先看|辟谣|以案|典型案例|普法|消费提示")

# What makes words of the list harmless in their sentence: the name of an award, a bidder's rank, a balance.
_HARMLESS = {
    "最佳": r"(?:获评|评[为选出]|荣获|授予)[^，。；！？\n]{0,8}最佳"
    r"|最佳[^，。；！？\n的]{0,10}(?:奖|选手|个人|团队|组织|员工|雇主)",
    "第一": "第一(?:名(?:的?奖|得)|中标|候选|顺位|受让|责任|完成人|作者|发明人|被告|原告|曲线|线|大厦|课堂)"
    "|(?:安全|质量|客户|顾客|用户|生命|消防|服务)第一|(?:获|夺|取)得?[^，。；]{0,6}第一名",
    "保本": r"(?<![不无])亏|盈亏|微利|勉强|刚刚?保本|才保本|第.年[^，。；]{0,4}保本",
}
# 第一 as a rank: what it ranks, behind it, or who it is compared with, before it.
_RANKED = re.compile(
    r"品牌|名牌|大(?!道|街|厦|课|股|客|门|队|组|会|学|桥|坝|类|步|批)|强(?!制)|高(?!级|中|校|架|压|速|新)|园(?!区|丁)|商圈|选择|供应商|[县区市镇村](?!区|场|民|政|域|级|委)"
)
_RANKS = re.compile(
    r"(?:全[国省市县球网区]|国[内际]|世界|亚洲|行业|业[内界]|同[类行]|[本省市区县]内|[东西南北中]部|地区|流域|华[东南北中]|中原|江[南北]|长三角|山东|排名|位[列居次]|名列|[稳跃升]居|居|稳坐|蝉联|总量|销量|占有率|产[量值]|规模|增速|实力|口碑)[^，。；！？\n]{0,10}$"
)
_ENDS_RANK = re.compile(r"[名位的]|$|[\W_]|\w{1,3}[园城仓谷港]")
# What makes a rank a fact: where it stands, or the other ranks beside it.
_SOURCE = re.compile(
    r"来源|[据按《][^，。；]{0,20}(?:统计|公报|年报|年鉴|报告|榜单?|通报|排名显示)|[位居]列?[^，。；]{0,6}第[二三四五六七八九]"
)
# What the words praise, behind and before them; 国家级 and 最佳 are parts of many names and awards.
_PRAISED = {
    "国家级": (
        re.compile(
            r"(?:的|顶级)?(?:服务(?![型业贸平站中])|品质|水[准平]|待遇|配套|环境(?!监|保)|园林|景观|面料|材料|产品(?!质)|品牌|团队|设[备施]"
            r"|装修|享受|食材|工艺|物业|运营|商务|办公)"
        ),
        re.compile(r"(?!)"),
    ),
    "最佳": (
        re.compile(
            r"的?(?:选择|选址|之[选地]|首选|投资|去处|落[户地]|平台|目的地|区位|地段|载体|合作|伙伴|机会|商机|服务|团队|政策|环境|品质"
            r"|品牌|产品|办公|厂房|园区|产业)"
        ),
        re.compile(r"(?:性价比|环境|服务|位置|区位|地段|品质|条件|政策|配套)[^，。；！？\n]{0,3}$"),
    ),
}
_RATE = r"(?<!\d)\d{1,3}(?:\.\d{1,2})?%"
_RETURN = "(?:租金)?(?:回报|收益|分红|返利)"
_FAVOUR = "《公平竞争审查条例》第十条：没有法定依据或国务院批准，不得返还税费或留成；请删去，或写明依据。"
_BEST = "《广告法》第九条第（三）项不得使用“最佳”“顶级”等绝对化用语；请换成具体事实，写明依据和出处。"
_APPROVAL = "行政许可和认定不能由招商方承诺结果；请写明条件和办理部门。"
_YIELD = "《广告法》第二十五条：招商等有投资回报预期的广告不得承诺回报、保本或无风险；请删去。"
_OURSELVES = "(?:本网站?|本站|本平台|本公众号|我[网站])"
_OF_THE_STATE = r"国家级(?![^，。；]{0,12}示范)[^，。；！？\n]{0,12}(?:平台|门户|网站|媒体)"
#: Promises in words of many shapes, by reason. What the list's own words say is left to them.
PROMISES = {
    _FAVOUR: (
        r"(?:税|留成|留存|实得|财政|财力|贡献|出让金|地价款)[^。；！？\n]{0,24}(?<!税收)(?<!财政)返还",
        rf"(?<!税收)(?<![财政往重折遣])返(?![税租利息])还?[^，。；！？\n\d]{{0,6}}(?:税|留成|留存|{_RATE}(?![^，。；]{{0,4}}(?:券|餐|积分)))",
        r"(?:税|留成|留存)[^，。；！？\n]{0,8}(?:即征即奖|奖返)"
        rf"|(?:奖[补励]|补助|扶持)[^。；！？\n]{{0,12}}地方(?:财政)?(?:留成|留存|贡献|财力)的?{_RATE}",
        r"(?:留成|留存|地方(?:财力|部分|所得|(?:财政)?贡献)|出让金|土地款|缴纳的[^，。；！？\n]{0,12}税)[^。；！？\n]{0,24}"
        r"(?:退[给还回]|返[给补]|奖[给补]|奖励给|补助?给|等额|全额(?:奖|补|扶持)|给予(?:扶持|奖励|补[助贴]))",
        r"(?:入[园驻]|落户)[^。；！？\n]{0,16}(?:免税|税收全免|免[征缴]所得税)|(?:免费|无偿|零价|零元|一元)(?:供地|拿地|给地|送地|提供(?:工业)?用地)",
    ),
    _YIELD: (
        r"(?:保底|原价|溢价|承诺|无条件)[^，。；！？\n]{0,6}回购(?!公司|股[份票])|回购(?:承诺|保障)|返租|包租[^，。；！？\n]{0,4}年|年包租",
        rf"(?:保底|固定|保障|兜底)的?(?:年|月|投资)?{_RETURN}(?!类)|{_RETURN}(?:无忧|有保障)",
        rf"(?:年化?|每年|逐年|投资)(?:[净综合投资租金预期固定]{{2}}){{0,2}}{_RETURN}率?[^，。；！？\n\d的]{{0,7}}{_RATE}",
        rf"每年[^，。；！？\n\d]{{0,6}}{_RATE}的?{_RETURN}|{_RATE}的?(?:年化|年|固定|投资)(?:投资|租金)?{_RETURN}|保本保息|本息保障|只赚不赔|旱涝保收",
        r"(?:回报|收益|分红|返利|租金)[^，。；！？\n\d]{0,8}(?:兜底|托底|保底)|(?:开发商|运营方|平台|公司)(?:兜底|托底|保底|包租)|兜底(?:支付|承租|包租)",
        r"(?:原价|全款|本金|加[价一二两三四五\d]成?|溢价)[^，。；！？\n]{0,6}(?:退[房铺款租]|退出|收回|赎回|买回)|(?:买|投)到?就?是?赚到",
        r"本金(?:一分不少|无忧|零损失|不受损|有保障|绝对安全)|保本付息|刚性兑付|躺[着赚]+(?:收租|赚钱|赚|收益)|只涨不跌|稳[涨升]不[跌降]|稳收租",
        rf"(?<![未不])(?:承诺|担保(?!收益|费)|保证(?!收益)|包)[^，。；！？\n\d]{{0,6}}(?:(?:年化?|固定|最低)?{_RETURN}(?!类)|盈利|升值|赚钱)",
        rf"每年(?:可?按|以)[^，。；！？\n]{{0,12}}(?:房款|房价|购[房买铺]价?款?|认购[款价额]|本金|投资[款额]|出资额?|总价)的?{_RATE}"
        r"[^，。；！？\n]{0,6}(?:(?:支付|给付|兑付|发放|返|分)[^，。；！？\n]{0,4}(?:租金|收益|回报|利润|分红|红利)|返租|分红)",
        r"(?:铺|公寓|写字楼|置业|认购)[^。！？\n]{0,60}[一二三五六七八九十\d]年[^，。！？\n]{0,6}(?:成本|回本)",
    ),
    _APPROVAL: (
        r"(?!环评包过)(?:环评|安评|能评|审批|验收|消防|高企|资质|认定|立项|许可证?|执照)[^，。；！？\n]{0,4}(?:包过|保过|包通过|包拿|必过|包办|包下证)",
        r"(?:申报|认定|审批|评审|资质|高企|代办|辅导)[^。！？\n]{1,24}(?<![钱面承打书红荷腰背皮分转蒙])包过(?=[，。；、！”])",
        r"(?<![钱面承打书红荷腰背皮分转蒙])包过[，；、][^。！？\n]{0,24}(?:申报|认定|审批|评审|资质|高企)",
        r"(?!包过环评)(?:包过|保过|保证通过|包通过|包拿|包办)(?:环评|安评|能评|审批|验收|消防|高企|资质|认定|许可|执照)",
    ),
}
SUPERLATIVES = {
    _BEST: (
        r"(?:全[国省市球区县网]|国内|国际|世界|业[内界]|行业|同行|中国|亚洲|本地)(?:范围)?[内中上]?最(?:好|强|优[质秀越惠]?|专业|权威|完善|便宜|划算)",
        r"(?<!目前)(?:全[国省市球区县网]|国内|国际|世界|业[内界]|行业|同行|拥有|采用|配备|引进)[^，。；]{0,4}最(?:先进|尖端|高端)",
        rf"{_OURSELVES}(?:是|系|作?为)[^。；！？\n]{{0,30}}{_OF_THE_STATE}|作为[^，。；]{{0,16}}{_OF_THE_STATE}，{_OURSELVES}",
        r"最顶[级尖]|顶级(?!期刊|会议|学术|专家|学者|科学家|人才|域名|赛|联赛|刊物|高校)|首屈一指|绝无仅有|无与伦比|无可比拟|不二之选|举世无双",
    )
}
_WORDINGS = {
    rule: [(re.compile(pattern), reason) for reason, patterns in table.items() for pattern in patterns]
    for rule, table in (("promise", PROMISES), ("word", SUPERLATIVES))
}


class WordList:
    """The words, compiled once for many stories."""

    def __init__(self, rows: Iterable[RiskyWord]) -> None:
        self._words = [(_pattern(row), row.reason) for row in rows]

    def __call__(self, story: Story) -> Iterator[Finding]:
        """Each word at most once in a field or paragraph."""
        return _harmful(story, "word", self._words)


def promises_and_superlatives(story: Story) -> Iterator[Finding]:
    """Promised returns and superlatives, of each shape the first in a field or paragraph."""
    for rule, rows in _WORDINGS.items():
        yield from _harmful(story, rule, rows)


def _harmful(story: Story, rule: str, rows: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[Finding]:
    whole = "\n".join(piece.plain for piece in story.pieces)
    present = [(pattern, reason) for pattern, reason in rows if pattern.search(whole)]
    pieces = story.pieces if present and not _WARNS.search(story.title.plain) else []
    for piece in (each for each in pieces if not _EXPLAINS.search(each.plain)):
        taken: set[int] = set()
        for pattern, reason in present:
            matches = pattern.finditer(piece.plain)
            match = next((each for each in matches if not _is_harmless(piece.plain, each)), None)
            if match and taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                yield piece.finding(rule, match.start(), match.end(), reason)


def _is_harmless(text: str, match: re.Match[str]) -> bool:
    """Whether it is forbidden, warned of or aimed at, or harmless, or opens an item of a list: 第一，…；第二，…"""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
    sentence = re.split(r"[。！？\n]", before)[-1] + match[0] + re.split(r"[。！？\n]", after)[0]
    harmless = _HARMLESS.get(match[0])
    if (
        re.match("[、和]第?二", after)
        or (harmless and re.search(harmless, sentence))
        or _ABOLISHED.match(after)
        or _NEGATED.search(before)
        or _NEGATED_WITHIN.search(match[0])
        or _WARNING.search(sentence)
        or _NOT_OURS.search(sentence)
        or _TALKED_OF.match(after)
        or _DENIED.match(after)
        or not _ranks(match[0], before, after, sentence)
    ):
        return True
    opens_item = match[0].startswith("第") and re.search(r"(?:^|[。；！？：:\n])\s*$", before)
    return bool(opens_item) and after[:1] in "，、：,:"


def _ranks(word: str, before: str, after: str, sentence: str) -> bool:
    """Whether 第一 is a rank, at the end of a clause that ranks or before what has one; 国家级 and 最佳, praise."""
    if word == "第一":
        ranked = _RANKED.match(after) or (_RANKS.search(before) and _ENDS_RANK.match(after))
        return bool(ranked) and not _SOURCE.search(sentence)
    praised = _PRAISED.get(word)
    return not praised or bool(praised[0].match(after) or praised[1].search(before))


def _pattern(row: RiskyWord) -> re.Pattern[str]:
    names = [name.strip() for name in re.split("[、，,；;\\s]+", row.except_before) if name.strip(" …")]
    adjacent = [re.escape(name) for name in names if not name.startswith("…")]
    distant = [re.escape(name.lstrip("…")) for name in names if name.startswith("…")]
    pattern = re.escape(row.word)
    if adjacent:
        pattern += rf"(?!{'|'.join(adjacent)})"
    if distant:
        # The closing quotation mark and brackets may stand in a name; commas and full stops end it.
        pattern += rf"(?![^，。；！？,;!?\n]{{0,{NAME}}}?(?:{'|'.join(distant)}))"
    return re.compile(pattern, re.IGNORECASE)
