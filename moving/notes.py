"""What is worth telling of a story that moved: codes to count by, and the sentences that people read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from moving.source import Oddity

#: Of a page of the old site for which one of ours stands.
LED_TO_OURS = "led_to_ours"
#: {code: what it means}, in the order in which a report names them.
LABELS = {
    "text_lost": "清理格式时丢了文字",
    "markup_flattened": "格式嵌套太深，只留了段落、表格和图片",
    "text_refused": "正文太长或标记写坏，没能迁入",
    "picture_missing": "图片文件找不到",
    "picture_fake": "图片文件打不开，或不是图片",
    "picture_too_large": "图片太大",
    "picture_offline": "图片在本站已经下线",
    "picture_odd": "图片地址不能用",
    "picture_tiny": "写在正文里的占位小图，没有迁",
    "picture_remote": "外站图片",
    "cover_missing": "封面图找不到或不能用",
    "media_dropped": "视频、表单等没有迁入（视频在原处留一行链接）",
    "script_dropped": "脚本已去掉",
    "link_odd": "链接的写法不能用，只留文字",
    "link_unknown": "指向旧站的链接，不知道现在是哪里",
    "link_file_missing": "链接的附件找不到",
    "title_cut": "标题太长，截短了",
    "title_narrowed": "标题里的全角字母、数字改成了半角",
    "title_empty": "没有标题，公开的迁成草稿",
    "body_empty": "没有正文，公开的迁成草稿",
    "summary_cut": "摘要太长，截短了",
    "seo_cut": "搜索标题或描述太长，截短了",
    "source_cut": "来源太长，截短了",
    "source_odd": "来源网址不能用",
    "keywords_left": "搜索关键词没有地方放",
    "undated": "旧站没有可用的日期",
    "future": "旧站的日期在将来",
    "date_own": "日期用的是创建或修改时间",
    "date_neighbour": "自己没有能用的日期，用的是前一篇的",
    "date_of_import": "自己没有能用的日期，用的是迁入那天",
    "address_taken": "旧地址已经属于别的内容",
    "address_ours": "旧地址和本站的页面相同，登记不了",
    "left_out": "按对照表不迁入",
    LED_TO_OURS: "按对照表不迁入，旧地址转到本站的页面",
    "edited_here": "本站改过，没有覆盖",
    "kept_of_ours": "备份不完整，标签、栏目等只加不减",
    "deleted_here": "本站已经删掉，没有再迁",
    "gone": "旧站已经没有这篇",
}
#: Codes that another run may mend: a file was delivered since, a row set free.
MAY_CHANGE = {"picture_missing", "cover_missing", "link_file_missing", "address_taken"}
#: Not a loss, only to be known.
HARMLESS = {
    "script_dropped",
    "title_narrowed",
    "picture_remote",
    "picture_tiny",
    "keywords_left",
    "left_out",
    LED_TO_OURS,
    "undated",
    "future",
    "date_own",
}
#: What was done as it was chosen, or as it always is; the other codes of LABELS say what may be missing or amiss.
BY_RULE = HARMLESS | {"date_neighbour", "date_of_import", "markup_flattened", "edited_here", "kept_of_ours"}
BY_RULE |= {"deleted_here", "gone"}
#: How a page parts them; codes of a reader's own say what was so on the old site.
PARTS = ("要看一看的", "照规则、照您的选择办了的", "旧站上就是这样的")
MOST_DETAIL = 200
#: What stands in an address instead of a file: pages of letters that tell nobody anything.
_DATA = re.compile(r"(data:[^,;\s]*)[;,]\S*", re.IGNORECASE)


@dataclass
class Notes:
    """Notes of one story; the same is noted once."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, code: str, detail: str = "") -> None:
        """Note it. The detail is a value of the old site: what JSON cannot hold of it goes."""
        shown = _DATA.sub(r"\1…", detail.replace("\x00", "").encode("utf-8", "replace").decode())[:MOST_DETAIL]
        if (code, shown) not in self.found:
            self.found.append((code, shown))

    def add_oddities(self, oddities: tuple[Oddity, ...]) -> None:
        """What the reader repaired or could not read."""
        for oddity in oddities:
            self.add(oddity.code, oddity.detail)

    def as_json(self) -> list[list[str]]:
        """As a row keeps them."""
        return [list(note) for note in self.found]


def label(code: str, words: Mapping[str, str]) -> str:
    """The code in words; `words` are those of the reader's own codes."""
    return LABELS.get(code) or words.get(code, code)


def part_of(code: str) -> str:
    """Under which of PARTS a code stands."""
    if code not in LABELS:
        return PARTS[2]
    return PARTS[1] if code in BY_RULE else PARTS[0]


def in_words(notes: list[list[str]], words: Mapping[str, str]) -> str:
    """All notes of a row in a line."""
    said = [(label(code, words), detail) for code, detail in notes]
    # What the reader and the writer of a story both noted is said once.
    return "；".join(dict.fromkeys(f"{what}：{detail}" if detail else what for what, detail in said))
