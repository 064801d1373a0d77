"""What is proposed for the names of an old site before anybody has decided: by what the names themselves say."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from articles.models import Section, Tag
from moving import choices, old_hosts
from moving.decisions import MOST_BYLINE, Usage
from moving.models import NameDecision, OldSite, Sort
from zones.models import Zone

#: Words of old categories, and the section that each names. The first that is found counts.
WORDS = {
    "政策": ("政策", "法规", "扶持", "补贴", "解读"),
    "公告": ("公告", "通知", "公示", "招标", "采购"),
    "签约项目": ("签约", "项目", "开工", "投产", "落户"),
    "园区": ("园区", "厂房", "土地", "载体", "招商", "地块", "开发区", "高新区"),
    "动态": ("动态", "新闻", "资讯", "要闻", "快讯", "行业", "未分类"),
}
#: The section of what no other is meant for.
GENERAL = "动态"
#: The names under which a program lets nobody in particular write.
_NOBODY = {"访客", "admin", "administrator", "guest", "匿名"}
_NO_LETTERS = re.compile(r"[\W_]+")


class Proposals:
    """Proposals for one site. A name of which nothing is known gets none, and is to be decided."""

    def __init__(self, site: OldSite, usage: Usage) -> None:
        self.site, self.usage = site, usage
        self.sections = {section.name: section for section in Section.objects.all()}
        self.zones = sorted(Zone.objects.filter(city=site.city_id), key=lambda zone: -len(zone.name))
        self.tags = self._merged_tags()

    def all(self) -> list[NameDecision]:
        """One for each name, not saved; without section and not left out where there is nothing to propose."""
        return [self._propose(*row) for row in self.usage.rows()]

    def _propose(self, sort: Sort, old_id: str, name: str, count: int) -> NameDecision:
        row = NameDecision(site=self.site, sort=sort, old_id=old_id, name=name[:250])
        if sort == Sort.CATEGORY:
            path = category_path(self.usage, old_id) or name
            row.section, row.zone = self._section(path), self._zone(path)
        elif sort == Sort.TAG:
            row.tag = self.tags.get(old_id, "")
            row.leaves_out = not row.tag
        elif sort == Sort.AUTHOR:
            row.byline = "" if name.casefold() in _NOBODY or len(name) > MOST_BYLINE else name
        return row

    def _section(self, path: str) -> Section | None:
        # Of 园区 / 产业政策 the last words say more than the first.
        for part in reversed(path.split(" / ")):
            named = [name for name in self.sections if name in part]
            named += [name for name, words in WORDS.items() if name in self.sections and any(w in part for w in words)]
            if not named:
                continue
            # 签约动态 is of 签约项目, though 动态 stands in it, too.
            narrower = (name for name in named[1:] if any(w in part and w in name for w in WORDS.get(name, ())))
            return self.sections[next(narrower, named[0]) if named[0] == GENERAL and part != GENERAL else named[0]]
        return None

    def _zone(self, path: str) -> Zone | None:
        return next((zone for zone in self.zones if zone.name in path or path.split(" / ")[-1] == zone.name), None)

    def _merged_tags(self) -> dict[str, str]:
        """{old id: the tag's name here}: names that differ in case, width, spaces or marks alone are one."""
        counts = self.usage.counts[Sort.TAG]
        names = {old_id: name for (sort, old_id), name in self.usage.names.items() if sort == Sort.TAG}
        names |= _halves(names)
        best: dict[str, str] = {}
        for old_id in sorted(names, key=lambda each: (-counts[each], len(names[each]), each)):
            best.setdefault(_folded(names[old_id]), names[old_id])
        best |= {_folded(name): name for name in Tag.objects.values_list("name", flat=True)}
        found = {old_id: best[_folded(name)][:100] for old_id, name in names.items()}
        return {old_id: name for old_id, name in found.items() if is_tag_name(name)}


def is_tag_name(name: str) -> bool:
    """Whether a tag of that name has an address."""
    return bool(Tag().slugify(name))


def category_path(usage: Usage, old_id: str) -> str:
    """A category with those above it: 园区 / 东山高新区. Empty for none."""
    parts: list[str] = []
    while (Sort.CATEGORY, old_id) in usage.names and len(parts) < 20:
        parts.insert(0, usage.names[Sort.CATEGORY, old_id])
        old_id = usage.parents.get(old_id, "")
    return " / ".join(parts)


def settle_questions(site: OldSite, usage: Usage) -> None:
    """Keep what is proposed for each question that nobody has answered."""
    hosts = {old_hosts.CHOICE: old_hosts.proposed(site, usage.hosts)}
    site.choices = {**choices.proposed(), **hosts, **site.choices}
    site.save(update_fields=["choices"])


def settle(site: OldSite, proposals: Iterable[NameDecision]) -> list[NameDecision]:
    """Keep those proposals that decide something, and return the others. What was decided before stands."""
    known = set(NameDecision.objects.filter(site=site).values_list("sort", "old_id"))
    open_ones = []
    for row in proposals:
        if (row.sort, row.old_id) in known:
            continue
        if row.sort in {Sort.CATEGORY, Sort.PAGE} and not (row.section or row.path or row.leaves_out):
            open_ones.append(row)
        else:
            row.save()
    return open_ones


def _folded(name: str) -> str:
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", name).casefold()) or name


def _halves(names: dict[str, str]) -> dict[str, str]:
    """R&D, which the old program cut into the tags `R&amp` and `D`: both are R&D again, where only one can follow."""
    groups: dict[str, list[str]] = defaultdict(list)
    for old_id, name in names.items():
        if re.fullmatch(r"[A-Za-z]{1,3}", name):
            groups["second"].append(old_id)
        elif re.fullmatch(r"[A-Za-z]{1,3}&(?:amp)?", name):
            groups["first"].append(old_id)
    if len(groups["first"]) != 1:
        return {}
    [first] = groups["first"]
    letters = names[first].partition("&")[0]
    # The two were made together, so their ids stand beside each other.
    seconds = [each for each in groups["second"] if each.isdecimal() and int(each) == int(first) + 1]
    return {first: f"{letters}&{names[seconds[0]]}", seconds[0]: f"{letters}&{names[seconds[0]]}"} if seconds else {}
