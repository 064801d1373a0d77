"""`manage.py import_zblog STEP SOURCE`: a Z-BlogPHP site moves in, a step at a time; see docs/moving.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moving.source import Facts, StoryKind, Visibility
from moving.steps import Steps
from moving.zblog.database import NotASite
from moving.zblog.look import WORDS
from moving.zblog.reader import ZBlogSite, open_site

MOST_HOSTS = 8
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


class Command(BaseCommand):
    help = (
        "把一个 Z-BlogPHP 网站搬过来：先看（look），再对照（map）、试迁（dry-run）、迁入（run）、核对（verify）。"
        "旧站不需要在运行。说明见 docs/moving.md。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True, metavar="步骤")
        look = steps.add_parser("look", help="看一看备份里有什么、有什么不寻常。什么也不写。")
        add_source(look)
        look.set_defaults(run=self.look)
        Steps(self, source_of, WORDS).add(steps, add_source)

    def handle(self, *args: Any, run: Any, **options: Any) -> None:
        run(**options)

    def look(self, **options: Any) -> None:
        """Step 1: print what there is."""
        site = source_of(options)
        files = lines_of_files(site) if options["uploads"] else ["上传目录：没有给（--uploads）"]
        for line in [*lines_of(site.facts()), *files]:
            self.stdout.write(line)


def add_source(parser: ArgumentParser) -> None:
    """The arguments that every step has: where the old site is kept."""
    parser.add_argument("source", type=Path, help="旧站的数据库：SQLite 文件，或 mysqldump 备份（.sql、.sql.gz）。")
    parser.add_argument("--uploads", type=Path, help="上传目录 zb_users/upload，或它的压缩包（zip、tgz）。")
    parser.add_argument(
        "--host", default="", help="旧站的网址，例如 https://jinan.example.com/；不给则用旧站设置里的。"
    )
    parser.add_argument("--prefix", default="", help="表名前缀；不给则取文章最多的那个站。")


def source_of(options: dict[str, Any]) -> ZBlogSite:
    """The site that the arguments name."""
    try:
        return open_site(options["source"], options["uploads"], options["host"], options["prefix"])
    except (NotASite, OSError) as error:
        raise CommandError(str(error)) from error


def lines_of(facts: Facts) -> list[str]:
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
        lines.append(f"  {WORDS.get(code, code)}：{count}")
        lines += [f"    {example}" for example in examples]
    return lines


def name_of(what: str) -> str:
    """article/public as people say it."""
    kind, _, visibility = what.partition("/")
    if not visibility:
        return "" if what == "all" else what
    return f"{VISIBILITIES[Visibility(visibility)]}的{KINDS[StoryKind(kind)]}"


def lines_of_files(site: ZBlogSite) -> list[str]:
    """What there is of the upload folder."""
    lines = [f"上传目录：{sum(1 for _ in site.files.paths())} 个文件"]
    if site.files.left_out:
        lines.append(f"  没有收进来：{len(site.files.left_out)}")
        lines += [f"    {name}：{why}" for name, why in site.files.left_out[:5]]
    return lines
