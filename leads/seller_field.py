"""The choice of who gets leads, in which people on leave are marked."""

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from leads.models import Duty
from staff.models import User


class SellerField(forms.ModelChoiceField):
    """A person; of who is on leave today it says until when. No further query."""

    def label_from_instance(self, obj: User) -> str:
        until, today = getattr(obj, "away_until", None), timezone.localdate()
        if until is None:
            return super().label_from_instance(obj)
        return f"{obj}（休假到 {until:%m-%d}）" if until.year == today.year else f"{obj}（休假到 {until:%Y-%m-%d}）"


def with_leaves(people: QuerySet[User]) -> QuerySet[User]:
    """The people, each with `away_until`: the last day of today's leave, whichever of their duties says so, or None."""
    today = timezone.localdate()
    leaves = Duty.objects.filter(user=OuterRef("pk"), away_from__lte=today, away_until__gte=today)
    return people.annotate(away_until=Subquery(leaves.order_by("-away_until").values("away_until")[:1]))
