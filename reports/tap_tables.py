"""Taps in the report: a table of them by page, each number with the days of its page, and a table of these."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.http import urlencode

from plumbing.periods import Period
from reports import names, tables, taps
from reports.tables import Cell, Table

NOTE = "一位访客在一页上一天算一次。"
_LABELS = [label for _, label in taps.ACTIONS]


def of_pages(period: Period, city_ids: Collection[int] | None, of_city: str) -> Table:
    """A row of each page that was tapped on most, of these cities or (None) all; `of_city` is what was asked for."""
    found = taps.by_page(period, city_ids)
    titles = names.of_paths([path for path, *_ in found])
    rows = []
    for path, by_action, now, before in found:
        here, there = (_address(path, each, of_city) for each in (period, period.before))
        numbers = [tables.count(now, here), tables.count(before, there), tables.change(now, before)]
        rows.append([titles[path], *numbers, *(tables.count(number, here) for number in by_action)])
    note = f"{NOTE}最多的 {taps.MOST_PAGES} 页。"
    return Table("点电话和微信", ["页面", "本期", "上期", "变化", *_LABELS], rows, note)


def of_days(path: str, period: Period, city_ids: Collection[int] | None) -> Table:
    """A row of each day on which one page was tapped on, after one of all of them. Three queries at most."""
    days = taps.by_day(path, period, city_ids)
    whole = {action: sum(numbers.get(action, 0) for numbers in days.values()) for action, _ in taps.ACTIONS}
    rows = [_row(f"{day:%Y-%m-%d}", numbers) for day, numbers in days.items()]
    title = names.of_paths([path])[path].text if days else path
    return Table(
        title, ["日期", "合计", *_LABELS], [_row("合计", whole), *rows] if rows else [], f"{NOTE}没有人点的日子不列。"
    )


def _row(name: str, numbers: Mapping[str, int]) -> list[Cell]:
    cells = [tables.count(numbers.get(action, 0)) for action, _ in taps.ACTIONS]
    return [tables.words(name), tables.count(sum(numbers.values())), *cells]


def _address(path: str, period: Period, of_city: str) -> str:
    chosen = {"path": path, "first": f"{period.first}", "last": f"{period.last}", "of_city": of_city}
    return f"{reverse('admin:report_taps')}?{urlencode({name: value for name, value in chosen.items() if value})}"
