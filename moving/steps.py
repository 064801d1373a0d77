"""The steps of moving a site in, as a command offers them: map, dry-run, run, verify, undo, conflicts, choose."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from moving import conflicts, doubling, faults, jobs, mapping_sheet, older, undo_list, undo_order, undoing, verifying
from moving.belonging import doubts
from moving.completeness import LABEL, TAKEN, Incomplete
from moving.decisions import Decisions, Usage
from moving.models import MovedStory, OldSite, Outcome, Run
from moving.notes import label
from moving.programs import PARTS
from moving.proposing import Proposals, settle, settle_questions
from moving.report import OUTCOMES, SAME, Report, line_of, report_of
from moving.running import Busy, NotDecided, Running, begin
from moving.sites import SiteRefused, new_site
from moving.source import Source
from plumbing.xlsx import NotAWorkbook
from zones.models import City

MOST_SHOWN = 30
#: Opens the source that the arguments name.
Open = Callable[[dict[str, Any]], Source]


class Steps:
    """The steps of one program's command, which opens the sources."""

    def __init__(self, command: BaseCommand, open_source: Open, words: Mapping[str, str]) -> None:
        """`words`: what the codes mean by which its reader calls what is odd."""
        self.command, self.open_source, self.words = command, open_source, words

    def add(self, parsers: Any, add_source: Callable[[ArgumentParser], None]) -> None:
        """Add a parser for each step to argparse's sub-parsers."""
        add = self._adder(parsers, add_source)
        step = add("map", self.map, "对照：写出对照表（XLSX），或读入填好的。")
        step.add_argument("--title", default="", help="旧站的名称，写进每篇文章的版本说明。")
        step.add_argument("--city", help="旧站的城市（拼音）；不给则面向全网。第一次要给。")
        step.add_argument("--sheet", type=Path, help="写出对照表到这个文件。")
        step.add_argument("--read", type=Path, help="读入填好的对照表。")
        step.add_argument("--accept", action="store_true", help="不用表，照建议办；没有建议的仍要填表。")
        report: dict[str, Any] = {"type": Path, "help": "逐篇的结果写到这个 CSV 文件。"}
        incomplete: dict[str, Any] = {"action": "store_true", "help": f"{LABEL}，标签、栏目等只加不减。"}
        is_older: dict[str, Any] = {"action": "store_true", "help": f"{older.LABEL}。"}
        step = add("dry-run", self.dry_run, "试迁：和真迁一样做一遍，什么也不留下。")
        step.add_argument("--report", **report)
        step.add_argument("--incomplete", **incomplete)
        step.add_argument("--older", **is_older)
        step = add("run", self.run, "迁入。中断了再运行一次，会接着做；重复运行不会多出文章。")
        step.add_argument("--report", **report)
        step.add_argument("--incomplete", **incomplete)
        step.add_argument("--older", **is_older)
        step.add_argument("--again", action="store_true", help=f"{doubling.LABEL}。")
        step.add_argument("--background", action="store_true", help="交给后台任务做。")
        add("verify", self.verify, "核对每篇文章和每个旧地址。").add_argument("--report", **report)
        step = parsers.add_parser("undo", help="撤销第几次迁入。本站改过的文章留下。")
        step.add_argument("number", type=int, help="是这个旧站的第几次迁入。")
        step.add_argument("--site", help="旧站代号；只有一个旧站的可以不写。")
        step.add_argument("--report", **report)
        step.set_defaults(run=self.undo)
        step = parsers.add_parser("conflicts", help="两边都改过的文章：列出来，或选一边。")
        step.add_argument("--site", required=True, help="旧站代号。")
        step.add_argument("--choose", nargs=2, metavar=("旧编号", "ours|theirs"), help="用本站的，或用旧站的。")
        step.set_defaults(run=self.conflicts)

    def _adder(self, parsers: Any, add_source: Callable[[ArgumentParser], None]) -> Callable[..., ArgumentParser]:
        def add(name: str, run: Callable[..., None], words: str) -> ArgumentParser:
            step: ArgumentParser = parsers.add_parser(name, help=words)
            add_source(step)
            step.add_argument("--site", required=True, help="旧站代号（拼音），例如 jinan。")
            step.set_defaults(run=run)
            return step

        return add

    def map(
        self, *, site: str, title: str, city: str | None, sheet: Path | None, read: Path | None, **options: Any
    ) -> None:
        """Step 2."""
        source = self.open_source(options)
        old_site = self._make_site(site, title, city, source)
        for doubt in doubts(old_site, source, has_uploads=bool(options.get("uploads"))):
            self._say(f"注意：{doubt}")
        if double := doubling.double_of(old_site, source):
            self._say(f"注意：{doubling.in_words(double)}")
        usage = Usage.of(source)
        if read:
            self._read_sheet(old_site, read)
        if options["accept"]:
            settle(old_site, Proposals(old_site, usage).all())
            settle_questions(old_site, usage)
        if sheet:
            sheet.write_bytes(mapping_sheet.write(old_site, usage))
            self._say(f"对照表写到了 {sheet}。填好以后用 --read 读入。")
        if usage.undated_count:
            self._say(f"没有日期的公开文章 {usage.undated_count} 篇，用前一篇的话各是：")
            self._list([f"{old_id}《{name}》{date}" for old_id, name, _, date in usage.undated])
        missing = Decisions(old_site).missing(usage)
        self._say(f"还有 {len(missing)} 项没有决定。" if missing else "都决定了，可以试迁（dry-run）。")
        self._list(missing)

    def _make_site(self, key: str, title: str, city: str | None, source: Source) -> OldSite:
        old_site = OldSite.objects.filter(key=key).first()
        if old_site is None:
            place = City.objects.filter(slug=city).first() if city else None
            if city and place is None:
                raise CommandError(f"没有拼音是“{city}”的城市。")
            try:
                old_site = new_site(key, place)
            except SiteRefused as refusal:
                raise CommandError(str(refusal)) from refusal
        old_site.title = title or old_site.title or source.facts().title[:120]
        old_site.full_clean()
        old_site.save()
        old_host = urlsplit(source.base_url).hostname
        if old_host not in old_site.hosts and old_host != "localhost":
            self._say(f"注意：旧站的域名是 {old_host}，旧地址登记在 {'、'.join(old_site.hosts)}，两个不同。")
        return old_site

    def _read_sheet(self, site: OldSite, path: Path) -> None:
        try:
            self._say(f"读入 {mapping_sheet.read(site, path.read_bytes())} 项。")
        except mapping_sheet.SheetRefused as refusal:
            raise CommandError("对照表有错，一项也没有读入：\n" + "\n".join(refusal.faults[:MOST_SHOWN])) from refusal
        except (NotAWorkbook, OSError) as error:
            raise CommandError(str(error)) from error

    def dry_run(self, *, site: str, report: Path | None, **options: Any) -> None:
        """Step 3."""
        running = self._running(site, options, is_trial=True)
        counts, notes, rows = Counter[str](), Counter[str](), Report()

        def hear(moved: MovedStory, written: bool) -> None:
            counts[OUTCOMES[moved.outcome if written else SAME]] += 1
            notes.update(code for code, _ in moved.notes)
            rows.lines.append(line_of(moved, written, self.words))

        running.try_out(hear, self._tell)
        self._report(report, rows)
        self._sum(running, counts, notes)

    def run(self, *, site: str, report: Path | None, background: bool, **options: Any) -> None:
        """Step 4."""
        running = self._running(site, options)
        source = {name: str(options[name] or "") for name in PARTS}
        source |= {TAKEN: "1"} if options["incomplete"] else {}
        source |= {older.TAKEN: "1"} if options["older"] else {}
        source |= {doubling.TAKEN: "1"} if options["again"] else {}
        running.takes_double = options["again"]
        run = begin(running.site, {**source, "source": str(options["source"].resolve())})
        if background:
            jobs.start(run)
            self._say(f"{run}已经交给后台任务。")
            return
        try:
            running.run(run, self._tell)
        except Busy as busy:
            raise CommandError("这个旧站正在迁入。") from busy
        except doubling.Doubled as refusal:
            raise CommandError(f"{refusal}（命令里是 --again）") from refusal
        moved = MovedStory.objects.filter(site=running.site).order_by("pk")
        self._report(report, report_of(moved, run.pk, self.words))
        notes = Counter(code for row in moved.values_list("notes", flat=True) for code, _ in row)
        self._say(f"{run}完成。")
        self._sum(running, Counter({OUTCOMES[what]: count for what, count in run.counts.items()}), notes)

    def verify(self, *, site: str, report: Path | None, **options: Any) -> None:
        """Step 5."""
        old_site = self._site(site)
        try:
            result = verifying.Verifying(old_site, self.open_source(options)).verify()
        except NotDecided as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(f"一致 {result.share:.2%}")
        self._say(
            f"文章 {result.stories_right} / {result.stories}（按对照不迁入、转到本站页面的 {result.left_out} 篇不算）"
        )
        self._say(f"旧地址 {result.addresses_right} / {result.addresses}")
        for code, count in result.counts().most_common():
            self._say(f"  {faults.LABELS[code]}：{count}{'（不影响比例）' if code in faults.MEANT else ''}")
        if report:
            result.write(str(report))

    def undo(self, *, number: int, site: str | None, report: Path | None, **options: Any) -> None:
        """Step 7."""
        runs = Run.objects.all().numbered(number, site or "")
        if not runs:
            raise CommandError(f"没有第 {number} 次迁入。")
        if len(runs) > 1:
            raise CommandError(
                f"几个旧站都有第 {number} 次迁入，用 --site 说是哪个：{'、'.join(r.site.key for r in runs)}。"
            )
        [run] = runs
        if run.undone_at:
            raise CommandError(f"{run}已经撤销过了。")
        try:
            done = undoing.undo(run)
        except Busy as busy:
            raise CommandError("这个旧站正在迁入。") from busy
        except undo_order.OutOfOrder as refusal:
            raise CommandError(str(refusal)) from refusal
        self._report(report, done)
        words = {"removed": "撤掉", "restored": "恢复原样", "noted": "没有改动", "spared": "本站改过，留下"}
        counts = done.counts()
        stories = "，".join(f"{words[what]} {counts[what]} 篇" for what in words)
        self._say(f"{stories}；附件撤掉 {counts['files']} 个，旧域名 {counts['hosts']} 个。")
        if counts["later"]:
            self._say(f"另有 {counts['later']} 篇{undo_list.LABELS['later']}。")
        self._list([f"留下：{' '.join(line.cells[:2])}：{line.cells[3]}" for line in done.of("spared")])
        if dead := undoing.dead_links(run.site):
            self._say(f"留下的文章里有 {len(dead)} 篇链接到撤掉的文章，请改一改：")
            self._list([f"{article.title}（{article.get_absolute_url()}）链接到 {href}" for article, href in dead])

    def conflicts(self, *, site: str, choose: list[str] | None, **options: Any) -> None:
        """Step 6: what a later run found changed on both sides."""
        old_site = self._site(site)
        if choose:
            old_id, side = choose
            moved = MovedStory.objects.filter(site=old_site, old_id=old_id, outcome=Outcome.CONFLICT).first()
            if moved is None or side not in {"ours", "theirs"}:
                raise CommandError("没有这篇冲突的文章，或者没有写 ours、theirs。")
            conflicts.choose(moved, theirs=side == "theirs")
            self._say("用本站的。" if side == "ours" else "用旧站的：下一次迁入时更新。")
            return
        for each in conflicts.conflicts(old_site):
            self._say(f"旧编号 {each.moved.old_id}《{each.article.title}》")
            for what, rows in each.differences:
                self._say(
                    "\n    ".join([f"  {what}（[-只有本站有-]{{+只有旧站有+}}）", *map(conflicts.in_marks, rows)])
                )
            if not each.differences:
                self._say("  看得见的都相同，不同的是排版。")

    def _site(self, key: str) -> OldSite:
        old_site = OldSite.objects.filter(key=key).first()
        if old_site is None:
            raise CommandError(f"没有代号是“{key}”的旧站，先做对照（map）。")
        return old_site

    def _running(self, site: str, options: dict[str, Any], *, is_trial: bool = False) -> Running:
        try:
            opened = self.open_source(options)
            takes = {"takes_incomplete": bool(options["incomplete"]), "takes_older": bool(options["older"])}
            running = Running(self._site(site), opened, is_trial=is_trial, **takes)
            running.refuse_incomplete()
        except NotDecided as refusal:
            self._list(refusal.missing)
            raise CommandError(f"{refusal}，先填对照表（map）。") from refusal
        except Incomplete as refusal:
            raise CommandError(f"{refusal}（命令里是 --incomplete）") from refusal
        except older.Older as refusal:
            raise CommandError(f"{refusal}（命令里是 --older）") from refusal
        return running

    def _sum(self, running: Running, counts: Counter[str], notes: Counter[str]) -> None:
        self._say("，".join(f"{what} {count}" for what, count in counts.items()))
        for code, count in notes.most_common():
            self._say(f"  {label(code, self.words)}：{count}")
        if running.may_lack_stories():
            self._say("备份有读不出来的地方：旧站删了哪些文章看不出来，没有处理。")
        if unread := [f"{each.table} {each.id}：{each.why}" for each in running.source.refused()]:
            self._say(f"旧站里读不出来的行：{len(unread)}")
            self._list(unread)

    def _report(self, path: Path | None, report: Report) -> None:
        if path:
            path.write_bytes(report.as_csv())

    def _tell(self, done: int, total: int) -> None:
        self.command.stderr.write(f"\r{done} / {total}", ending="" if done < total else "\n")

    def _say(self, words: str) -> None:
        self.command.stdout.write(words)

    def _list(self, lines: list[str]) -> None:
        for line in lines[:MOST_SHOWN]:
            self._say(f"  {line}")
        if len(lines) > MOST_SHOWN:
            self._say(f"  ……共 {len(lines)} 项")
