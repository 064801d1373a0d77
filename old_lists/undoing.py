"""Taking an import back as a whole, as long as nobody has worked on what it brought."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from leads.models import Enquiry, Lead, LeadEvent, Way
from leads.models.lead_queryset import LeadQuerySet
from old_lists.models import OldList, OldListRow, Outcome
from staff.models import User

#: Leads of one statement.
_AT_ONCE = 500


class CannotUndo(Exception):
    """Somebody has worked on leads of the list, or it was taken back already; the message is for who tried."""


def in_the_way(old_list: OldList) -> LeadQuerySet:
    """The leads of the list that somebody has done something to since: called, written to, moved, merged."""
    made = OldListRow.objects.filter(old_list=old_list, outcome=Outcome.NEW)
    made_at = made.filter(lead=OuterRef("lead")).values("at")[:1]
    touched = LeadEvent.objects.filter(lead=OuterRef("pk"), actor__isnull=False, at__gt=Subquery(made_at))
    touched = touched.exclude(pk__in=OldListRow.objects.filter(old_list=old_list, note__isnull=False).values("note"))
    others = Enquiry.objects.filter(lead=OuterRef("pk")).exclude(way=Way.IMPORT)
    leads = Lead.objects.filter(pk__in=made.values("lead"))
    merged = Q(merged_into__isnull=False) | Exists(Lead.objects.filter(merged_into=OuterRef("pk")))
    return leads.filter(merged | Exists(others) | Exists(touched))


@transaction.atomic
def undo(old_list: OldList, user: User) -> int:
    """Delete what the list brought, notes to other leads included. Returns how many leads. Raises CannotUndo.

    What is still being brought in stops.
    """
    locked = OldList.objects.select_for_update().defer("file", "shown").get(pk=old_list.pk)
    if locked.confirmed_at is None or locked.undone_at:
        raise CannotUndo("这份名单没有导入，或已经撤销过了。")
    made = list(locked.rows.filter(outcome=Outcome.NEW, lead__isnull=False).values_list("lead_id", flat=True))
    list(Lead.objects.filter(pk__in=made).order_by("pk").select_for_update().values_list("pk"))
    if count := in_the_way(locked).count():
        raise CannotUndo(f"其中 {count} 条线索已经有人跟进，整份撤销不了。")
    _delete(made, list(locked.rows.filter(note__isnull=False).values_list("note_id", flat=True)))
    locked.undone_at, locked.undone_by = timezone.now(), user
    locked.save(update_fields=["undone_at", "undone_by"])
    return len(made)


def _delete(lead_ids: list[int], note_ids: list[int]) -> None:
    """Both tables of a lead's words are written once; the triggers let this one deletion pass."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.undoing = 'on'")
    LeadEvent.objects.filter(pk__in=note_ids).delete()
    for start in range(0, len(lead_ids), _AT_ONCE):
        part = lead_ids[start : start + _AT_ONCE]
        LeadEvent.objects.filter(lead__in=part).delete()
        Enquiry.objects.filter(lead__in=part).delete()
        Lead.objects.filter(pk__in=part).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.undoing = 'off'")
