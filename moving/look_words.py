"""What a look found, in the words that commands and pages say it with."""

import csv
from collections.abc import Mapping
from pathlib import Path

from moving.address_book import AddressBook
from moving.files import IndexedFiles
from moving.report import harmless
from moving.source import Facts, StoryKind, Visibility

MOST_HOSTS = MOST_FRIENDS = 8
#: Tables of persons, and what stands in them.
PERSONAL = {"member": "用户（账号、密码、邮箱）", "comment": "评论（姓名、邮箱、IP）"}
KINDS = {StoryKind.ARTICLE: "文章", StoryKind.PAGE: "页面", StoryKind.OTHER: "其他类型"}
VISIBILITIES = {
    Visibility.PUBLIC: "公开",
    Visibility.DRAFT: "草稿",
    Visibility.REVIEW: "待审核",
    Visibility.PRIVATE: "私密",
    Visibility.LOCKED: "锁定",
}
TABLES = {
    "post": "文章",
    "category": "分类",
    "tag": "标签",
    "member": "用户",
    "upload": "附件",
    "comment": "评论",
    "module": "侧栏、导航的模块（不迁入）",
    "body": "正文样式",
}


def lines_of(facts: Facts, words: Mapping[str, str]) -> list[str]:
    """Facts as people read them."""
    hosts = "、".join(f"{host}（{count} 篇）" for host, count in list(facts.found_hosts.items())[:MOST_HOSTS])
    lines = [
        f"程序：{facts.program}",
        f"站名：{facts.title or '（没有）'}",
        f"网址：设置里是 {facts.told_host or '（没有）'}；正文链接到 {hosts or '（没有）'}",
        f"文章地址规则：{facts.preset}",
        f"时区：{facts.time_zone}",
        f"编码：{facts.charset}",
        *(f"  例：{title}" for title in facts.sample_titles),
        "数量：",
    ]
    for table, counts in facts.counts.items():
        shown = "，".join(f"{name_of(what)} {count}".strip() for what, count in counts.items())
        lines.append(f"  {TABLES.get(table, table)}：{shown or 0}")
    if facts.oddities:
        lines.append("不寻常的：")
    for code, (count, examples) in facts.oddities.items():
        lines.append(f"  {words.get(code, code)}：{count}")
        lines += [f"    {example}" for example in examples]
    return [*lines, *lines_of_people(facts)]


def lines_of_people(facts: Facts) -> list[str]:
    """Links to friends, and what there is of persons: neither is brought in."""
    lines = []
    if facts.friends:
        lines.append(f"友情链接：{len(facts.friends)} 条，不迁入，需要的请自己加到新站")
        lines += [f"    {name} {address}" for name, address in facts.friends[:MOST_FRIENDS]]
    people = [f"{words} {facts.personal[what]} 条" for what, words in PERSONAL.items() if facts.personal.get(what)]
    if people:
        lines.append(f"个人信息：备份里有{'、'.join(people)}，不迁入。备份文件请妥善保管，迁完后删除。")
    return lines


def write_friends(path: Path, facts: Facts) -> None:
    """The links as a CSV that spreadsheets read."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(("名称", "网址"))
        table.writerows(tuple(map(harmless, link)) for link in facts.friends)


def lines_of_hosts(facts: Facts, book: AddressBook) -> list[str]:
    """Which hosts count as the site's own, and that the one most linked to does not."""
    bare = sorted(host for host in book.hosts if not host.startswith("www."))
    lines = [f"算作旧站自己的域名：{'、'.join(bare)}（带不带 www. 都算）"]
    most = next(iter(facts.found_hosts), "")
    if most and most not in book.hosts:
        lines.append(
            f"注意：正文链接最多的 {most} 没有算作旧站自己的，它的图片会当成外站图片。"
            "是自己的，在 --host 里用逗号接着写。"
        )
    return lines


def name_of(what: str) -> str:
    """article/public as people say it."""
    kind, _, visibility = what.partition("/")
    if not visibility:
        return "" if what == "all" else what
    return f"{VISIBILITIES[Visibility(visibility)]}的{KINDS[StoryKind(kind)]}"


def lines_of_files(files: IndexedFiles) -> list[str]:
    """What there is of the upload folder."""
    lines = [f"上传目录：{sum(1 for _ in files.paths())} 个文件"]
    if files.left_out:
        lines.append(f"  没有收进来：{len(files.left_out)}")
        lines += [f"    {name}：{why}" for name, why in files.left_out[:5]]
    return lines
