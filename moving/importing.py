"""The command by which a site of some program moves in, a step at a time; see docs/moving.md."""

import csv
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moving.address_book import AddressBook
from moving.files import IndexedFiles
from moving.programs import PROGRAMS, open_source
from moving.source import Facts, NotASite, Source, StoryKind, Visibility
from moving.steps import Steps
from moving.verifying import harmless

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
    "module": "模块",
    "body": "正文样式",
}


class ImportCommand(BaseCommand):
    """Each program has a command of its own; moving.programs says what its arguments are called."""

    #: As moving.programs.PROGRAMS names it.
    program: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True, metavar="步骤")
        look = steps.add_parser("look", help="看一看备份里有什么、有什么不寻常。什么也不写。")
        self.add_source(look)
        look.add_argument("--friends", type=Path, help="把旧站的友情链接写到这个 CSV 文件。")
        look.set_defaults(run=self.look)
        Steps(self, self.open, PROGRAMS[self.program].words).add(steps, self.add_source)

    def add_source(self, parser: ArgumentParser) -> None:
        """The arguments that every step has: where the old site is kept."""
        program = PROGRAMS[self.program]
        parser.set_defaults(program=self.program, prefix="")
        parser.add_argument("source", type=Path, help=program.source_help)
        parser.add_argument("--uploads", type=Path, help=program.uploads_help)
        parser.add_argument(
            "--host",
            default="",
            help="旧站的网址，例如 https://jinan.example.com/；不给则用旧站自己写的。还有别的域名的，用逗号接着写。",
        )
        if program.prefix_help:
            parser.add_argument("--prefix", default="", help=program.prefix_help)

    def handle(self, *args: Any, run: Any, **options: Any) -> None:
        run(**options)

    def open(self, options: dict[str, Any]) -> Source:
        """The site that the arguments name."""
        try:
            return open_source(options)
        except (NotASite, OSError) as error:
            raise CommandError(str(error)) from error

    def look(self, *, friends: Path | None, **options: Any) -> None:
        """Step 1: print what there is."""
        site = self.open(options)
        files = ["上传目录：没有给（--uploads）"]
        if options["uploads"] and isinstance(site.files, IndexedFiles):
            files = lines_of_files(site.files)
        facts = site.facts()
        hosts = lines_of_hosts(facts, AddressBook(site.base_url, site.own_hosts))
        for line in [*lines_of(facts, PROGRAMS[self.program].words), *hosts, *files]:
            self.stdout.write(line)
        if friends:
            write_friends(friends, facts)
        if damage := [each.why for each in site.refused() if not each.table]:
            raise CommandError(f"备份不完整，请重新导出：{'；'.join(damage)}。上面是读得出来的。")


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
        lines.append(f"友情链接：{len(facts.friends)} 条，不迁入。需要的请自己加到新站；look --friends 写成 CSV")
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
