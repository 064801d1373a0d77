"""`manage.py check_articles`: run the checker over articles, the whole archive or a text file, for shell and cron."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.checking.checker import Checker
from articles.checking.story import Story
from articles.models import Article

#: Articles in memory at a time.
BATCH = 100
#: Longest file read, in bytes: some ten of the longest bodies.
MAX_BYTES = 5_000_000
UNREADABLE = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是一个目录",
    PermissionError: "没有读取权限",
    ValueError: "文件名不对",
}


class Command(BaseCommand):
    help = (
        "检查文章：前后不一的数字和日期、分项与总数、占比和增幅、错写的电话、平台残留文字、缺项、站内坏链接、"
        "风险词和回报承诺、重复发布。"
        "每行一条：规则、位置、原因，用制表符隔开；有提示时退出码为 1，没有为 0。不写编号就检查全部文章。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="编号", help="文章编号，可以写几个；不写就检查全部。")
        parser.add_argument(
            "--file",
            metavar="文件",
            help="检查一个 UTF-8 文本文件，第一行是标题，其余是正文；“-”表示标准输入。"
            "正文前可写“来源：”“摘要：”“发布时间：2024-09-23”“事件日期：”等行。",
        )

    def handle(self, *args: Any, ids: list[str], file: str | None, **options: Any) -> None:
        if file is not None and ids:
            raise CommandError("编号和 --file 不能一起用。")
        checker = Checker()
        count = 0
        for prefix, story in [("", read(file))] if file is not None else stories(ids):
            for finding in checker.findings(story):
                reason = " ".join(finding.reason.split())
                self.stdout.write(f"{finding.rule}\t{prefix}{finding.where}\t{reason}")
                count += 1
        if count:
            sys.exit(1)


def stories(ids: list[str]) -> Iterator[tuple[str, Story]]:
    """Yields (words for the article, its Story) of these ids, or of all articles; BATCH in memory at a time."""
    numbers = [_number(text) for text in ids]
    existing = set(Article.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if missing := [str(number) for number in numbers if number not in existing]:
        raise CommandError(f"没有编号为 {'、'.join(missing)} 的文章。")
    chosen = Article.objects.filter(pk__in=numbers) if ids else Article.objects.all()
    last = 0
    # By key, not by a cursor, which outside a transaction would have the server write all bodies to disk first.
    while batch := list(chosen.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for article in batch:
            yield f"文章 {article.pk} ", Story.of(article)
        last = batch[-1].pk


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise CommandError(f"“{text}”不是文章编号，编号是数字。")
    return int(text)


def read(name: str) -> Story:
    """The Story of a file, or of standard input for `-`."""
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = next((words for kind, words in UNREADABLE.items() if isinstance(error, kind)), "系统拒绝读取")
        raise CommandError(f"读不了文件 {name}：{why}。") from error
    if len(content) > MAX_BYTES:
        raise CommandError(f"文件太大：最多 {MAX_BYTES // 1_000_000} MB。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"文件不是 UTF-8 编码（第 {error.start + 1} 个字节起），请另存为 UTF-8 再检查。") from error
    if not text.strip():
        raise CommandError("文件是空的。")
    try:
        return Story.read(text)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
