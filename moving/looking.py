"""What is odd of the stories and names of any source, counted and with examples: what a look tells an owner."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from moving.old_markup import HANDLER
from moving.source import Name, NameKind, Oddity, Refusal, Story, StoryKind, Visibility
from moving.texts import short

EXAMPLES = 20
SAMPLES = 3
MAX_HOSTS = 10_000
LINKED_HOST = re.compile(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//([^/"'?#:\s<>@]{1,253})""", re.IGNORECASE)
IN_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: A body's style is that of the editor or program it came from; the first that fits.
STYLES = {
    "Word": re.compile(r"\bMso[A-Z]\w+|mso-[a-z]|<o:p|WordSection", re.ASCII),
    "微信": re.compile(r"data-src\s*=|rich_media|mp-style|wx_fmt|data-mpa|powered-by", re.IGNORECASE),
    "UEditor": re.compile(r"text-indent:\s*2em|<p[^>]*style=|class=\"(?:firstRow|edui)", re.IGNORECASE),
    "div、br 分段": re.compile(r"<div\b|(?:<br\s*/?>\s*){2}", re.IGNORECASE),
    "普通 HTML": re.compile(r"<[a-z]", re.IGNORECASE),
}
NO_MARKUP = "纯文字"
#: What no cleaned body keeps, and what points where nothing of a public site should.
IN_BODIES = {
    "scripts": re.compile(r"<script\b[^>]{0,200}|javascript:", re.IGNORECASE),
    "handlers": HANDLER,
    "frames": re.compile(r"<(?:iframe|frame|object|embed)\b[^>]{0,200}", re.IGNORECASE),
    "media": re.compile(r"<(?:video|audio)\b[^>]{0,200}", re.IGNORECASE),
    "local-sources": re.compile(
        r"(?:src|href)\s*=\s*[\"']?\s*(?:file:[^\"'>\s]*|(?:https?:)?//(?:localhost|127\.|10\.|192\.168\.|169\.254\.|\[)"
        r"[^\"'>\s]*|[^\"'>\s]{0,200}?(?:%2e%2e|/\.\./\.\.)(?:/|%2f)[^\"'>\s]*)",
        re.IGNORECASE,
    ),
    "inline-images": re.compile(r"src\s*=\s*[\"']?\s*data:image/[^;,]{1,20}", re.IGNORECASE),
}


class Tally:
    """How many of each oddity, and the first few by name."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = defaultdict(list)

    def add(self, code: str, what: str) -> None:
        """One more."""
        self.counts[code] += 1
        if len(self.examples[code]) < EXAMPLES:
            self.examples[code].append(what)

    def add_all(self, of: str, oddities: Iterable[Oddity]) -> None:
        """What is odd of one thing, each code once."""
        for code, oddity in {each.code: each for each in reversed([*oddities])}.items():
            self.add(code, f"{of}：{oddity.detail}" if oddity.detail else of)

    def result(self) -> dict[str, tuple[int, tuple[str, ...]]]:
        """As Facts has it, most first."""
        return {code: (count, tuple(self.examples[code])) for code, count in self.counts.most_common()}


class Look:
    """A look in progress."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.posts: Counter[str] = Counter()
        self.styles: Counter[str] = Counter()
        self.hosts: Counter[str] = Counter()
        #: (when, title) of the newest stories with Chinese titles, and what else has one: pages, drafts.
        self._newest: list[tuple[datetime, str]] = []
        self._others: list[str] = []
        #: What had to be done to the values of names and titles, and how many there were in Chinese.
        self.values: Counter[str] = Counter()
        self.now = datetime.now(UTC)

    def take_story(self, story: Story) -> None:
        """Count one story and what is odd of it."""
        name = {StoryKind.ARTICLE: "文章", StoryKind.PAGE: "页面"}.get(story.kind, "其他")
        of = f"{name} {story.id}" + (f"《{short(story.title[:30])}》" if story.title else "")
        self.posts[f"{story.kind}/{story.visibility}"] += 1
        self.tally.add_all(of, story.oddities)
        if story.kind is not StoryKind.OTHER:
            self.styles[style_of(story.original)] += 1
            self._take_body(of, story.original)
        if story.published_at and story.published_at > self.now and story.visibility is Visibility.PUBLIC:
            self.tally.add("future", f"{of}：{story.published_at:%Y-%m-%d %H:%M}")
        self.values["all"] += not story.title.isascii()
        self.values.update({oddity.code for oddity in story.oddities})
        self._take_title(story)

    def _take_title(self, story: Story) -> None:
        moment = story.published_at
        if not IN_CHINESE.search(story.title):
            return
        if story.kind is StoryKind.ARTICLE and story.visibility is Visibility.PUBLIC and moment and moment <= self.now:
            self._newest = sorted([*self._newest, (moment, short(story.title))], reverse=True)[:SAMPLES]
        elif len(self._others) < SAMPLES:
            self._others.append(short(story.title))

    @property
    def samples(self) -> list[str]:
        """A few titles, those of the newest stories first."""
        return [*(title for _, title in self._newest), *self._others][:SAMPLES]

    def _take_body(self, of: str, body: str) -> None:
        for host in {match[1].lower() for match in LINKED_HOST.finditer(body)}:
            if host in self.hosts or len(self.hosts) < MAX_HOSTS:
                self.hosts[host] += 1
        for code, pattern in IN_BODIES.items():
            if match := pattern.search(body):
                self.tally.add(code, f"{of}：{short(match[0])}")
        if not body.strip():
            self.tally.add("no-body", of)

    def take_names(self, names: Iterable[Name]) -> None:
        """Tell what is odd of names: of each, and that two are as good as one."""
        words = {NameKind.CATEGORY: "分类", NameKind.TAG: "标签", NameKind.AUTHOR: "作者"}
        seen: dict[tuple[NameKind, str], Name] = {}
        for name in names:
            of = f"{words[name.kind]} {name.id}"
            self.tally.add_all(f"{of}（{name.name}）", name.oddities)
            other = seen.setdefault((name.kind, folded(name.name)), name)
            if other is not name:
                self.tally.add("same-name", f"{of}（{name.name}）和 {other.id}（{other.name}）")
            if "&" in name.name and name.name.rpartition("&")[2].isalpha():
                self.tally.add("half-name", f"{of}（{name.name}）")

    def take_refused(self, refused: Iterable[Refusal]) -> None:
        """Count the rows that were left out."""
        for each in refused:
            self.tally.add("refused", f"{each.table} {each.id}：{each.why}")

    def counts(self, rows: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
        """Posts by type and status, the other rows by table, bodies by style."""
        others = {table: {"all": count} for table, count in rows.items()}
        return {"post": dict(self.posts.most_common()), **others, "body": dict(self.styles.most_common())}


def style_of(body: str) -> str:
    """Which editor or program a body came from, by what it left in it."""
    return next((name for name, pattern in STYLES.items() if pattern.search(body)), NO_MARKUP)


def folded(name: str) -> str:
    """What two names have in common that people take for one."""
    return re.sub(r"\s+", "", name).casefold()


#: What the codes mean that any reader may give, for people.
WORDS = {
    "refused": "读不出来、没有收进来的行",
    "odd-time": "显示时间是 0、负数，或在 2038 年以后",
    "future": "公开文章的时间在将来（旧站照样显示）",
    "no-title": "没有标题",
    "no-body": "没有正文",
    "category-gone": "分类已经删除",
    "author-gone": "作者已经删除",
    "tag-gone": "标签已经删除",
    "same-address": "地址和另一篇相同，旧站打开的是另一篇",
    "parent-gone": "上级分类已经删除",
    "category-loop": "上级分类绕成了圈，已断开",
    "same-name": "名称相同（不分大小写），可能要合并",
    "half-name": "名称像是被 & 切断的",
    "scripts": "正文带脚本（不会带过来）",
    "handlers": "正文的标签带脚本属性（onerror、onclick 等，不会带过来）",
    "frames": "正文嵌有别的页面或插件（不会带过来）",
    "media": "正文有视频或音频",
    "local-sources": "正文指向本机、内网或上级目录（不会去读）",
    "inline-images": "正文里直接写着图片数据",
}
