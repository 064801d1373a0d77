"""The programs whose sites move in, each with what opens them: named by commands, pages, runs and the worker alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moving.source import Source
from moving.tables import by_hand
from moving.tables import look as tables_look
from moving.tables import reader as tables
from moving.tables.by_hand import Column
from moving.wordpress import look as wordpress_look
from moving.wordpress import reader as wordpress
from moving.zblog import look as zblog_look
from moving.zblog import reader as zblog

#: (source, uploads, host, prefix and, with `headings`, columns): opens a site. Raises NotASite in words, OSError.
Opener = Callable[..., Source]
#: (source, what was said of its columns): the columns of its tables.
Headings = Callable[[Path, Mapping[str, str]], list[tuple[str, list[Column]]]]


@dataclass(frozen=True)
class Program:
    """One of them, as people know it. Without `prefix_help` it has no prefixes."""

    label: str
    open: Opener
    #: What the codes mean by which its reader calls what is odd.
    words: Mapping[str, str]
    source_help: str
    uploads_help: str
    prefix_help: str = ""
    #: For one whose columns an owner may name.
    headings: Headings | None = None


#: By the name that is stored. A reader that is added here is offered by the pages, and opened by the worker.
PROGRAMS: dict[str, Program] = {
    "zblog": Program(
        "Z-BlogPHP",
        zblog.open_site,
        zblog_look.WORDS,
        source_help="旧站的数据库：SQLite 文件，或 mysqldump 备份（.sql、.sql.gz，或只装一个 .sql 的 .zip）。",
        uploads_help="上传目录 zb_users/upload，或它的压缩包（zip、tgz）。",
        prefix_help="表名前缀；不给则取文章最多的那个站。",
    ),
    "wordpress": Program(
        "WordPress",
        wordpress.open_site,
        wordpress_look.WORDS,
        source_help="后台“工具 → 导出 → 所有内容”的文件：.xml、.xml.gz，几个文件放进一个 zip。",
        uploads_help="上传目录 wp-content/uploads，或它的压缩包（zip、tgz）。",
    ),
    "articles": Program(
        "文章表格（CSV、Excel）",
        tables.open_site,
        tables_look.WORDS,
        source_help="一行一篇的表格：.csv、.xlsx；几个文件放进一个 zip 或文件夹。第一行是列名，要有标题、正文。",
        uploads_help="正文里图片所在的文件夹，或它的压缩包（zip、tgz）。",
        headings=by_hand.headings,
    ),
}
#: What names a source, as the options of a command and `Run.source` have it.
PARTS = ("program", "source", "uploads", "host", "prefix", "columns")


def program_of(said: Mapping[str, Any]) -> Program:
    """The program that `said` names by PARTS; what names none is of Z-BlogPHP."""
    return PROGRAMS[said.get("program") or "zblog"]


def open_source(said: Mapping[str, Any]) -> Source:
    """The source that `said` names by PARTS. Raises NotASite, OSError."""
    uploads, program = said.get("uploads"), program_of(said)
    columns = {"columns": said.get("columns") or ""} if program.headings else {}
    where = (Path(said["source"]), Path(uploads) if uploads else None)
    return program.open(*where, said.get("host") or "", said.get("prefix") or "", **columns)


def columns_of(said: Mapping[str, Any]) -> list[tuple[str, list[Column]]]:
    """The columns of its tables, as far as an owner may name them. Raises NotASite, OSError."""
    program = program_of(said)
    return program.headings(Path(said["source"]), by_hand.parsed(said.get("columns") or "")) if program.headings else []
