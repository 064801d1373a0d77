"""What a verification finds that does not agree, each by a code, and the one number that it comes to."""

import csv
from collections import Counter
from dataclasses import dataclass, field

from moving import unseen
from moving.report import harmless

LABELS = {
    "unread": "旧站的这一行读不出来",
    "missing": "没有迁入",
    "gone": "旧站已经没有，本站还公开着",
    "refused": "没能迁入",
    "edited": "本站改过，不再和旧站比",
    "conflict": "两边都改过，等您选",
    "text": "正文不一致",
    "title": "标题不一致",
    "date": "日期不一致",
    "tags": "标签不一致",
    "city": "城市不对",
    "status": "公开状态不对",
    "picture": "图片没有迁入",
    "picture_broken": "图片打不开",
    "address": "旧地址不对",
    "page": "文章页打不开",
    "not_open": "旧站能打开，本站还打不开（404）",
    "link": "正文链接打不开",
    "dead_link": "旧站自己的死链接",
    "decided_link": "正文链接指向由您决定不公开的",
    "waiting_link": "正文链接指向等编辑补全的草稿",
    "file": "附件旧地址不对",
    "list": "列表页旧地址不对",
    "host": "旧域名转得不对",
    **unseen.LABELS,
}
#: Not a fault of the import: somebody meant it so, or it was broken before. What readers do not see is told apart.
MEANT = {"edited", "conflict", "gone", "dead_link", "decided_link", "waiting_link", "not_open", *unseen.LABELS}
HEADINGS = ("类别", "旧编号", "标题", "详情", "地址", "现在")


@dataclass(frozen=True)
class Fault:
    """Something that does not agree."""

    code: str
    old_id: str = ""
    title: str = ""
    detail: str = ""
    address: str = ""
    got: str = ""
    place: str = ""

    def texts(self) -> tuple[str, ...]:
        """As a row of the report."""
        return (LABELS[self.code], self.place or self.old_id, self.title, self.detail, self.address, self.got)

    def cells(self) -> tuple[str, ...]:
        """The same, of which no cell is a formula to a spreadsheet."""
        return tuple(map(harmless, self.texts()))


@dataclass
class Verified:
    """How much was looked at and how much of it agrees."""

    stories: int = 0
    stories_right: int = 0
    left_out: int = 0
    addresses: int = 0
    addresses_right: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The one number: the share of stories and addresses that agree, from 0 to 1."""
        all_of_them = self.stories + self.addresses
        return (self.stories_right + self.addresses_right) / all_of_them if all_of_them else 1.0

    def counts(self) -> Counter[str]:
        """How many faults of each code."""
        return Counter(fault.code for fault in self.faults)

    def write(self, path: str) -> None:
        """The faults as a CSV that spreadsheets read."""
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(HEADINGS)
            table.writerows(fault.cells() for fault in self.faults)
