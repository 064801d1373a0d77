"""Taking an import back as a whole, as long as nobody has worked on what it brought."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from leads.models import Enquiry, Lead, LeadEvent, Way
from old_lists.models import OldList, OldListRow, Outcome
from staff.models import User

#: Leads of one statement.
_AT_ONCE = 500


class CannotUndo(Exception):
    """Somebody has worked on leads of the list, or it was taken back already; the message is for who tried."""


def in_the_way(old_list: OldList) -> list[int]:
    """The ids of the leads of the list that somebody has done something to since: called, written to, moved, merged."""
    notes = OldListRow.objects.filter(old_list=old_list, note=OuterRef("pk"))
    touched = LeadEvent.objects.filter(lead=OuterRef("lead"), actor__isnull=False, at__gt=OuterRef("at"))
    others = Enquiry.objects.filter(lead=OuterRef("lead")).exclude(way=Way.IMPORT)
    merged = Q(lead__merged_into__isnull=False) | Exists(Lead.objects.filter(merged_into=OuterRef("lead")))
    made = old_list.rows.filter(outcome=Outcome.NEW, lead__isnull=False)
    worked_on = made.filter(merged | Exists(others) | Exists(touched.exclude(Exists(notes))))
    return list(worked_on.order_by("pk").values_list("lead_id", flat=True))


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
    if count := len(in_the_way(locked)):
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
