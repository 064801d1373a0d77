"""The command by which a site of some program moves in, a step at a time; see docs/moving.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moving import completeness
from moving.address_book import AddressBook
from moving.belonging import doubts
from moving.files import IndexedFiles
from moving.look_words import lines_of, lines_of_files, lines_of_hosts, write_friends
from moving.programs import PROGRAMS, columns_of, open_source
from moving.source import NotASite, Source
from moving.steps import Steps
from moving.tables import by_hand


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
        parser.set_defaults(program=self.program, prefix="", columns="")
        parser.add_argument("source", type=Path, help=program.source_help)
        parser.add_argument("--uploads", type=Path, help=program.uploads_help)
        parser.add_argument(
            "--host",
            default="",
            help="旧站的网址，例如 https://jinan.example.com/；不给则用旧站自己写的。还有别的域名的，用逗号接着写。",
        )
        if program.headings:
            parser.add_argument("--columns", default="", help="哪一列是什么，列名认不出来时写：题名=标题；稿件=正文。")
        if program.prefix_help:
            parser.add_argument("--prefix", default="", help=program.prefix_help)

    def handle(self, *args: Any, run: Any, **options: Any) -> None:
        run(**options)

    def open(self, options: dict[str, Any]) -> Source:
        """The site that the arguments name."""
        try:
            return open_source(options)
        except NotASite as error:
            raise CommandError(f"{error}{_proposal(options)}") from error
        except OSError as error:
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
        for doubt in doubts(None, site, has_uploads=bool(options["uploads"])):
            self.stdout.write(f"注意：{doubt}")
        if friends:
            write_friends(friends, facts)
        elif facts.friends:
            self.stdout.write("友情链接：加上 --friends 文件名，写成 CSV。")
        if damage := completeness.damage(site):
            raise CommandError(f"备份不完整，请重新导出：{'；'.join(damage)}。上面是读得出来的。")


def _proposal(options: dict[str, Any]) -> str:
    """What the columns of a table may be whose headings nobody knows, as the option that says so."""
    try:
        found = columns_of(options)
    except (NotASite, OSError):
        return ""
    guess = by_hand.proposed(found)
    return f"\n建议（看过再用）：--columns '{guess}'" if guess else ""
