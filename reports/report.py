"""The report: its tables, each number with the address of the list that it counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

from leads import statistics
from leads.models import OFFERED_KINDS, Stage, Way
from leads.models.stage import GIVEN_UP
from leads.statistics import NOBODY, OF_NOW, OF_PERIOD, Selection, digest
from plumbing.masking import mask_in
from plumbing.paths import path_of
from plumbing.periods import Period
from reports import counting, names, plots, tables, tap_tables, targets, visits
from reports.counts import Counts
from reports.models import Target
from reports.scope import Scope
from reports.signed import HEADINGS, Signed
from reports.tables import Cell, Table

#: What the colours of plots mean.
BOTH = [("now", "本期"), ("before", "上期")]
#: {sum: the figure of leads.statistics whose leads it is made of}.
_SUMMED = {"area_m2": "with_area", "investment_10k": "with_investment", "yearly_tax_10k": "with_tax"}
COMPARED = ["本期", "上期", "变化"]
NOTE_OF_PEOPLE = (
    "线索算在现在的负责人名下，移交以后收到、签约、按时率、响应中位数都跟着走；放回算在放回前的人名下。"
    "谁打了多少电话，看“打电话，按人员”。"
)


@dataclass(frozen=True)
class Report:
    """The report of a scope, as whoever asked may read it: `is_supervisor` is for what concerns more than one person.

    `of_city` is the id of the only city counted, or NOBODY; empty for all. `city_ids` are those whose targets, and taps
    on whose pages, are counted; None for all.
    """

    scope: Scope
    of_city: str = ""
    is_supervisor: bool = False
    city_ids: frozenset[int] | None = frozenset()

    def tables(self) -> Iterator[Table]:
        """Its tables in their order. Seventeen queries at most."""
        counts, origins = Counts(self.scope), counting.origins(self.scope)
        yield self._overview(counts, origins)
        yield self._trend(origins)
        yield self._responses(counts)
        yield self._funnel()
        yield self._ways(origins)
        yield self._articles(origins)
        yield self._listings(origins)
        yield self._reasons()
        kinds = {kind: tables.words(str(label)) for kind, label in OFFERED_KINDS}
        yield visits.table(counts, "kind", "类型", kinds, self._address)
        yield self._signed_by_day(counts)
        yield self._standing(counts)
        if self.is_supervisor and not self.scope.person:
            yield from self._by(counts, "person", "人员", names.of_people(counts.ids("person")))
        if self.is_supervisor and not self.of_city:
            yield from self._by(counts, "city", "城市", names.of_cities(counts.ids("city")))
        if self.is_supervisor and not self.scope.person:
            yield tap_tables.of_pages(self.scope.period, self.city_ids, self.of_city)

    @property
    def _periods(self) -> tuple[Period, Period]:
        return self.scope.period, self.scope.period.before

    def _address(self, figure: str, period: Period | None = None, **narrowing: str) -> str:
        """Of the list of a figure's leads, of the scope's period unless another one is given."""
        period = period or self.scope.period
        chosen = {"person": self.scope.person, "of_city": self.of_city, **narrowing}
        return Selection(figure=figure, first=f"{period.first}", last=f"{period.last}", **chosen).address

    def _both(self, figure: str, numbers: tuple[int, int], **narrowing: str) -> list[Cell]:
        """The cells of a number, of that of the period before and of the change."""
        return [
            *(
                tables.count(number, self._address(figure, period, **narrowing))
                for number, period in zip(numbers, self._periods, strict=True)
            ),
            tables.change(*numbers, self._compared(figure, **narrowing)),
        ]

    def _compared(self, figure: str, **narrowing: str) -> str:
        """The address of the list of what a change compares: of both periods."""
        return self._address(figure, None, both=statistics.BOTH, **narrowing)

    def _overview(self, counts: Counts, origins: counting.Origins) -> Table:
        now, before = (counts.figures(is_now) for is_now in (True, False))
        aims = self._aims()
        reached = targets.progress(self.scope, aims, counts.signed_there, self._address)

        def compared(figure: str) -> list[Cell]:
            cells = [tables.words(OF_PERIOD[figure][0]), *self._both(figure, (now[figure], before[figure]))]
            return [*cells, *targets.cells(reached, figure)]

        undated = (now["undated"], before["undated"])
        given_back = ["returned"] if self.is_supervisor else []
        rows = [
            compared("received"),
            *([[tables.words(OF_PERIOD["undated"][0]), *self._both("undated", undated)]] if any(undated) else []),
            *self._speed(counts),
            *map(compared, ("called", "appointed", "visited", "signed")),
            *self._sums(counts, reached),
            *map(compared, ("unfilled", "lost", "invalid", *given_back)),
        ]
        signed = counts.signed[True, "", None]
        note = (
            f"响应时间按工作时间算。本期签约 {signed.leads} 条，面积和金额取签约内容：{signed.with_area} 条有面积，"
            f"{signed.with_investment} 条有投资额，{signed.with_tax} 条有年税收，{signed.unfilled} 条还没填。"
        )
        if imported := sum(leads for (way, _), (leads, _) in origins.ways.items() if way == Way.IMPORT):
            note += f"收到里有老名单导入的 {imported} 条，按表里写的日期算。"
        if any(undated):
            note += "老名单里没写日期的不知道哪天收到，单列一行，别的数字里没有。"
        if not reached:
            return Table("总览", ["指标", *COMPARED], rows, note)
        headings = ["指标", *COMPARED, "目标", "计入目标", "完成"]
        rows = [[*row, *[Cell(tables.NOTHING)] * (len(headings) - len(row))] for row in rows]
        return Table("总览", headings, rows, f"{note}{targets.note(aims)}")

    def _aims(self) -> list[Target]:
        """The cities' targets of the period's months; people have none of their own."""
        if not self.is_supervisor or self.scope.person:
            return []
        return list(Target.objects.of(self.scope.period, self.city_ids))

    def _speed(self, counts: Counts) -> Iterator[list[Cell]]:
        """Rows of how soon the leads were contacted."""
        now, before = (counts.responses[is_now, "", None] for is_now in (True, False))
        promised, answered = (
            [self._address(figure, each) for each in self._periods] for figure in ("promised", "answered")
        )
        yield [
            tables.words("首次响应按时率"),
            tables.share(now.in_time, now.promised, promised[0]),
            tables.share(before.in_time, before.promised, promised[1]),
            tables.points((now.in_time, now.promised), (before.in_time, before.promised), self._compared("promised")),
        ]
        connected = [self._address("connected", each) for each in self._periods]
        yield [
            tables.words("联系里接通的"),
            tables.share(now.connected, now.answered, connected[0]),
            tables.share(before.connected, before.answered, connected[1]),
            tables.points(
                (now.connected, now.answered), (before.connected, before.answered), self._compared("answered")
            ),
        ]
        both = self._compared("answered")
        for name, (later, earlier) in (
            ("首次响应中位数", (now.median, before.median)),
            ("首次响应 90% 不超过", (now.ninetieth, before.ninetieth)),
        ):
            cells = map(tables.minutes, (later, earlier), answered)
            yield [tables.words(name), *cells, tables.change(later, earlier, both)]

    def _sums(self, counts: Counts, reached: dict[str, targets.Progress]) -> Iterator[list[Cell]]:
        """Rows of what was signed for."""
        signed = [counts.signed[is_now, "", None] for is_now in (True, False)]
        addresses = [partial(self._address, period=each) for each in self._periods]
        sums = [each.sums(address) for each, address in zip(signed, addresses, strict=True)]
        numbers = [(each.area_m2, each.investment_10k, each.yearly_tax_10k) for each in signed]
        named = {"area_m2": "签约面积", "investment_10k": "签约投资额", "yearly_tax_10k": "签约年税收"}
        for (figure, name), cells, values in zip(
            named.items(), zip(*sums, strict=True), zip(*numbers, strict=True), strict=True
        ):
            both = self._compared(_SUMMED[figure])
            yield [
                tables.words(name),
                *cells,
                tables.change(values[0], values[1], both),
                *targets.cells(reached, figure),
            ]

    def _signed_by_day(self, counts: Counts) -> Table:
        rows = []
        for part in self.scope.period.parts():
            days = [each for day, each in counts.signed_on.items() if part.first <= day <= part.last]
            cells = sum(days, Signed()).cells(partial(self._address, period=part))
            rows.append([tables.words(part.short), *cells])
        note = "按签约内容里的签约日期算；没填内容的按改为“签约”的那天算，只数条数，不计面积和金额。"
        return Table("签约，按日期", ["日期", *HEADINGS], rows if counts.signed_on else [], note)

    def _signed_by(self, counts: Counts, by: str, heading: str, titles: dict[int | None, Cell]) -> Table:
        parameter = {"person": "person", "city": "of_city"}[by]
        rows = []
        for pk in counts.ids(by):
            chosen = {parameter: NOBODY if pk is None else str(pk)}
            if (signed := counts.signed[True, by, pk]).leads:
                rows.append([titles[pk], *signed.cells(partial(self._address, period=None, **chosen))])
        return Table(f"签约，按{heading}", [heading, *HEADINGS], rows)

    def _trend(self, origins: counting.Origins) -> Table:
        def total(part: Period | None) -> int:
            return sum(number for day, number in origins.days.items() if part.first <= day <= part.last) if part else 0

        rows, drawn = [], []
        for part, before in zip_longest(*(period.parts() for period in self._periods)):
            numbers = (total(part), total(before))
            cells = [
                tables.count(number, self._address("received", each)) if each else Cell(tables.NOTHING)
                for number, each in zip(numbers, (part, before), strict=True)
            ]
            name = part.short if part else f"（上期 {before.short}）"
            rows.append([tables.words(name), *cells])
            drawn.append((f"{part.first:%m-%d}" if part else "", *numbers))
        return Table(
            "收到的线索", ["日期", "本期", "上期"], rows, plot=plots.columns("收到的线索，按日期", drawn, BOTH)
        )

    def _responses(self, counts: Counts) -> Table:
        figures = ("in_time", "late", "missed")
        both = [counts.figures(is_now) for is_now in (True, False)]
        rows = [
            [tables.words(OF_PERIOD[figure][0]), *self._both(figure, (both[0][figure], both[1][figure]))]
            for figure in ("promised", *figures, "connected")
        ]
        legend = [(figure, OF_PERIOD[figure][0]) for figure in figures]
        drawn = [(name, [each[figure] for figure in figures]) for (_, name), each in zip(BOTH, both, strict=True)]
        note = (
            "只算网站表单来的、承诺过时限的；无效号码没联系的不算。当面、来电记下的本来就已联系。"
            "按时看的是第一次打过去的时间，没接通也算打过；“接通”是打通了、加了微信、见了面，或者到过“已联系”的，另列一行。"
        )
        plot = plots.stacked("首次响应：按时、超时、未联系", drawn, legend)
        return Table("首次响应", ["联系", *COMPARED], rows, note, plot=plot)

    def _funnel(self) -> Table:
        steps = counting.funnel(self.scope)
        now, before = steps[True], steps[False]
        rows = []
        for place, (step, step_before) in enumerate(zip(now, before, strict=True)):
            figure = f"reached_{step.stage}" if place else "received"
            numbers = (step.leads, step_before.leads)
            address = self._address(figure) if step.leads else ""
            rows.append([
                tables.words("收到" if place == 0 else step.stage.label),
                *self._both(figure, numbers)[:2],
                tables.share(step.leads, now[place - 1].leads, address) if place else Cell(tables.NOTHING),
                tables.share(step.leads, now[0].leads, address),
                tables.days(step.days, address),
            ])  # fmt: skip
        headings = ["阶段", "本期", "上期", "上一步转化", "占收到", "从上一步起"]
        drawn = [(row[0].text, step.leads, other.leads) for row, step, other in zip(rows, now, before, strict=True)]
        note = "本期收到的线索里，到过各阶段的，后来退回或流失的也算；“从上一步起”是中位数。"
        return Table("漏斗", headings, rows, note, plot=plots.bars("漏斗：到过各阶段的线索", drawn, BOTH))

    def _ways(self, origins: counting.Origins) -> Table:
        kinds = dict(OFFERED_KINDS)
        rows, drawn = [], []
        for way in Way:
            by_kind = [origins.ways.get((way, kind), (0, 0)) for kind in kinds]
            now, before = (sum(numbers) for numbers in zip(*by_kind, strict=True))
            if not now + before:
                continue
            cells = [
                tables.count(number, self._address("received", by_way=way.value, of_kind=kind))
                for kind, (number, _) in zip(kinds, by_kind, strict=True)
            ]
            both = self._both("received", (now, before), by_way=way.value)
            rows.append([tables.words(way.label), *both, *cells])
            drawn.append((str(way.label), now, before))
        plot = plots.bars("收到的线索，按渠道", drawn, BOTH) if drawn else None
        return Table("渠道与类型", ["渠道", *COMPARED, *kinds.values()], rows, "按线索的第一条询盘算。", plot=plot)

    def _articles(self, origins: counting.Origins) -> Table:
        titles = names.of_articles([pk for pk, *_ in origins.articles])
        rows = [
            [titles[pk], *self._both("received", (now, before), from_path=path_of("articles:article", pk))]
            for pk, now, before in origins.articles
        ]
        return self._barred("带来线索的文章", "文章", rows, [now for _, now, _ in origins.articles])

    def _listings(self, origins: counting.Origins) -> Table:
        titles = names.of_listings([pk for pk, *_ in origins.listings])
        rows = [
            [titles[pk], *self._both("received", (now, before), of_listing=str(pk))]
            for pk, now, before in origins.listings
        ]
        return self._barred("问到的房源", "房源", rows, [now for _, now, _ in origins.listings])

    def _reasons(self) -> Table:
        found = counting.reasons(self.scope)
        rows = [
            [
                tables.words(f"{Stage(each.stage).label}：{mask_in(each.words)}"),
                *self._both(each.stage, (each.now, each.before), **_chosen_for(each)),
            ]
            for each in found
        ]
        note = "线索页上选的原因各是一项，补充的话在线索上；从前没有选原因的按原话算。"
        table = self._barred("流失与无效的原因", "原因", rows, [each.now for each in found])
        return replace(table, note=f"{note}从前的原话列最多的 {counting.MOST_ROWS} 项。")

    def _barred(self, title: str, heading: str, rows: list[list[Cell]], numbers: list[int]) -> Table:
        note = f"最多的 {counting.MOST_ROWS} 项。" if len(rows) == counting.MOST_ROWS else ""
        return Table(title, [heading, *COMPARED], rows, note, bars=tables.lengths(numbers))

    def _standing(self, counts: Counts) -> Table:
        figures = counts.figures(True)
        rows = [
            [tables.words(words), tables.count(figures[figure], self._address(figure))]
            for figure, (words, _) in OF_NOW.items()
        ]
        note = "此刻的状态，与所选日期无关；还没人联系过的疑似垃圾不算，所以“待领取”可能比首页的少。"
        return Table("现在", ["状态", "线索"], rows, note)

    def _by(self, counts: Counts, by: str, heading: str, titles: dict[int | None, Cell]) -> Iterator[Table]:
        yield self._groups(counts, by, heading, titles)
        yield self._signed_by(counts, by, heading, titles)
        yield visits.table(counts, by, heading, titles, self._address)
        if by == "person":
            yield visits.calls(counts, titles, self._address)

    def _groups(self, counts: Counts, by: str, heading: str, titles: dict[int | None, Cell]) -> Table:
        """A row of what concerns each person, or city."""
        parameter = {"person": "person", "city": "of_city"}[by]
        of_now = [figure for figure in OF_NOW if by == "city" or figure != "unclaimed"]  # that is nobody's
        shown = ("received", "signed", *GIVEN_UP, "returned", *of_now)
        rows = []
        for pk in counts.ids(by):
            response, figures = counts.responses[True, by, pk], counts.figures(True, by, pk)
            chosen = {parameter: NOBODY if pk is None else str(pk)}
            rows.append([
                titles[pk],
                *(tables.count(figures[figure], self._address(figure, None, **chosen)) for figure in shown),
                tables.share(response.in_time, response.promised, self._address("promised", None, **chosen)),
                tables.minutes(response.median, self._address("answered", None, **chosen)),
            ])  # fmt: skip
        labels = [f"{OF_NOW[figure][0]}（现在）" if figure in OF_NOW else OF_PERIOD[figure][0] for figure in shown]
        numbers = [counts.responses[True, by, pk].received for pk in counts.ids(by)]
        note = NOTE_OF_PEOPLE if by == "person" else ""
        return Table(
            f"按{heading}", [heading, *labels, "按时率", "响应中位数"], rows, note, bars=tables.lengths(numbers)
        )


def _chosen_for(reason: counting.Reason) -> dict[str, str]:
    """What narrows a list to the leads of a reason."""
    return {"loss_reason": str(reason.loss_reason)} if reason.loss_reason else {"reason": digest(reason.words)}
