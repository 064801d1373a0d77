"""What a person says of an uploaded list: what each column is, what is true of all of it, what its words stand for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from leads.models import OFFERED_KINDS, Kind
from old_lists import columns
from old_lists.dates import is_without_year
from old_lists.models import RIGHT
from old_lists.reading import Wishes
from old_lists.table import Row, Table
from old_lists.words import MOST_WORDS, REFUSE, Vocabulary, vocabulary, words_of
from plumbing import masking
from staff.models import User
from zones.models import City

#: Years that are offered for days without one.
_YEARS = 12
#: Values of a column, and rows of a word, that are shown beside it.
_EXAMPLES = 3


def _masked(text: str, heading: str) -> str:
    """An example of a column; a WeChat id is seen by its heading alone."""
    is_id = columns.propose(heading, [text]) == "wechat" and text.isascii()
    return masking.mask_name(text) if is_id else masking.mask_in(text)


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="Excel 或 CSV 文件",
        error_messages={"required": "请先选一个文件。", "empty": "这个文件是空的。"},
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv,.txt"}),
    )


class ColumnsForm(forms.Form):
    """What each column is, and what is true of the whole file."""

    city = forms.TypedChoiceField(label="没写城市的", coerce=int, empty_value=None, required=False)
    owner = forms.TypedChoiceField(
        label="没写负责人的", coerce=lambda value: int(value) if value.isdigit() else None, required=False
    )
    kind = forms.ChoiceField(label="没写类型的", choices=OFFERED_KINDS, initial=Kind.OTHER)
    year = forms.ChoiceField(label="日期没写年份的", required=False)
    basis = forms.ChoiceField(
        label="这些客户的信息是怎么来的",
        choices=[("initiated", "他们主动找过我们"), ("spoken", "我们问过，口头同意保存")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选客户的信息是怎么来的；买来的、别处抄来的名单不能导入。"},
    )

    def __init__(self, *args: Any, table: Table, proposed: Mapping[str, str], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.table, self.user = table, user
        allowed = user.cities_for(RIGHT)
        cities = City.objects.all() if allowed is None else City.objects.filter(pk__in=allowed)
        # Leads without a city are for those who work in all cities; of several none is taken in silence.
        empty = [("", "总部 / 未定" if allowed is None else "不导入")] if allowed is None or len(allowed) > 1 else []
        this_year = timezone.localdate().year
        years = [(year, f"{year} 年") for year in range(this_year, this_year - _YEARS, -1)]
        self._offer("city", [*empty, *((city.pk, city.name) for city in cities)])
        people = vocabulary("owner", user).options
        self._offer("owner", list(people))
        self._offer("year", [("", "请选"), *years, (REFUSE, "这些行不导入")])
        choices = [("", "不导入"), *((name, columns.label(name)) for name in columns.FIELDS)]
        for number, heading in enumerate(table.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading, choices=choices, required=False, initial=proposed.get(heading, "")
            )

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker: these two are
        field.choices = choices

    @property
    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """(field, examples of what stands in the column, masked) of each column."""
        return [
            (
                self[f"column_{number}"],
                "；".join(_masked(text, heading)[:30] for text in self.table.samples(heading)[:_EXAMPLES]),
            )
            for number, heading in enumerate(self.table.headings)
        ]

    @property
    def columns(self) -> dict[str, str]:
        """{heading: field} of the columns to be read."""
        chosen = {heading: self.cleaned_data.get(f"column_{n}", "") for n, heading in enumerate(self.table.headings)}
        return {heading: name for heading, name in chosen.items() if name}

    @property
    def wishes(self) -> Wishes:
        """What was said of the whole file."""
        year = self.cleaned_data["year"]
        chosen = {name: self.cleaned_data[name] for name in ("city", "kind", "basis")}
        chosen["owner"] = self.cleaned_data["owner"] or None
        return Wishes(**chosen, year=int(year) if year.isdigit() else None)

    def _without_year(self, chosen: Mapping[str, str]) -> list[str]:
        """The days that neither say their year nor stand in a sheet that does."""
        cells = (
            row.cells.get(heading) for heading, name in chosen.items() for row in self._undated if name == "received"
        )
        return [cell.text for cell in cells if cell and is_without_year(cell.value)]

    @property
    def _undated(self) -> list[Row]:
        return [row for row in self.table.rows if not row.is_sum and not row.year]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        chosen = self.columns
        for name in columns.SINGLE:
            headings = [heading for heading, each in chosen.items() if each == name]
            if len(headings) > 1:
                self.add_error(None, f"“{'”“'.join(headings)}”都选了“{columns.label(name)}”，只能有一列。")
        if not {"phone", "wechat"} & {*chosen.values()}:
            self.add_error(None, "要有一列是电话或微信号，不然认不出是谁。")
        if not cleaned["year"] and (undated := self._without_year(chosen)):
            self.add_error("year", f"有 {len(undated)} 行的日期没写年份，例如“{undated[0][:20]}”，请选是哪一年。")
        for name, counts in words_of(self.table.rows, chosen).items():
            if len(counts) > MOST_WORDS[name]:
                name_of, count = columns.label(name), len(counts)
                self.add_error(None, f"选为“{name_of}”的那一列有 {count} 种写法，不像{name_of}；改成备注吧。")
        return cleaned


class WordsForm(forms.Form):
    """What each word of the columns of stages, people, cities and kinds stands for."""

    def __init__(
        self,
        *args: Any,
        counts: Mapping[str, Mapping[str, int]],
        known: Mapping[str, Mapping[str, str]],
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.counts = counts
        self._vocabularies = {name: vocabulary(name, user) for name in counts}
        for name, words in counts.items():
            for number, word in enumerate(words):
                self.fields[f"{name}_{number}"] = self._field(self._vocabularies[name], word, known.get(name, {}))

    @staticmethod
    def _field(vocabulary: Vocabulary, word: str, known: Mapping[str, str]) -> forms.ChoiceField:
        options = [*vocabulary.options, (REFUSE, "这些行不导入")]
        before = known.get(word, "")
        initial = before if before in dict(options) else vocabulary.propose(word)
        return forms.ChoiceField(
            label=word,
            choices=[("", "请选"), *options],
            initial=initial,
            error_messages={"required": f"请选“{word[:20]}”是什么。"},
        )

    @property
    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, int]]]]:
        """(what the field is called, [(its field, in how many rows the word stands)])."""
        return [
            (columns.label(name), [(self[f"{name}_{number}"], count) for number, count in enumerate(words.values())])
            for name, words in self.counts.items()
        ]

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """{field: {word: what it stands for}}."""
        return {
            name: {word: self.cleaned_data[f"{name}_{number}"] for number, word in enumerate(words)}
            for name, words in self.counts.items()
        }
