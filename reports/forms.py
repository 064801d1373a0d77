"""What a report is asked for: a period, a city and a person, of those that the one who asks may choose."""

from datetime import date, timedelta

from django import forms
from django.db.models import Q

from leads.statistics import NOBODY
from plumbing.periods import Period
from staff.models import User
from zones.models import City

ALL = ("", "全部")


def presets(today: date) -> list[tuple[str, Period]]:
    """[(name, period)] that a manager asks for most, up to today where they are not over."""
    month = today.replace(day=1)
    last_month = month - timedelta(days=1)
    return [
        ("近 7 天", Period(today - timedelta(days=6), today)),
        ("本月", Period(month, today)),
        ("上月", Period(last_month.replace(day=1), last_month)),
        ("本季度", Period(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), today)),
        ("今年", Period(date(today.year, 1, 1), today)),
    ]


class ReportForm(forms.Form):
    """The form above the report, sent as an address. Two queries for a supervisor, none for anybody else."""

    first = forms.CharField(label="从", max_length=20, widget=forms.DateInput({"type": "date"}))
    last = forms.CharField(label="到", max_length=20, widget=forms.DateInput({"type": "date"}))
    of_city = forms.ChoiceField(label="城市", required=False)
    person = forms.ChoiceField(label="负责人", required=False)

    def __init__(self, user, data):
        super().__init__(data, label_suffix="")
        self.cities = user.cities_for("leads.supervise_lead")
        if self.cities is not None and not self.cities:  # their own leads are all that they are told of
            del self.fields["of_city"], self.fields["person"]
            return
        self.fields["of_city"].choices = [ALL, *self._cities()]
        self.fields["person"].choices = [ALL, (NOBODY, "公共池（没人领）"), *self._people()]

    def _cities(self):
        cities = City.objects.all() if self.cities is None else City.objects.filter(pk__in=self.cities)
        yield from ((str(pk), name) for pk, name in cities.values_list("pk", "name"))
        if self.cities is None:
            yield NOBODY, "总部（没有城市）"

    def _people(self):
        """Who may work on leads in these cities, those who have left last."""
        grants = Q(grants__role__permissions__codename="change_lead")
        if self.cities is not None:
            grants &= Q(grants__city__in=self.cities) | Q(grants__city=None)
        people = User.objects.filter(grants).distinct().order_by("-is_active", "last_name", "first_name", "pk")
        for person in people:
            yield str(person.pk), person.display_name if person.is_active else f"{person.display_name}（已停用）"

    @property
    def chosen(self):
        """The names of the city and the person that were chosen, once it is valid."""
        for name in ("of_city", "person"):
            if value := self.cleaned_data.get(name):
                yield dict(self.fields[name].choices)[value]

    def clean(self):
        cleaned = super().clean()
        if "first" in cleaned and "last" in cleaned:
            try:
                cleaned["period"] = Period.of(cleaned["first"], cleaned["last"])
            except ValueError as error:
                self.add_error("first", str(error))
        return cleaned
