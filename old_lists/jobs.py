"""The work outside requests: bringing in what was confirmed, and forgetting files."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jobs.queue import enqueue, handler, periodic
from leads.models import LeadEvent
from old_lists import carrying_out
from old_lists.models import KEPT, OldList, OldListRow

#: What is left of a reason that quoted the file.
QUOTED = "不能导入，原因里引用的原文已随文件删除。"
#: What a list is called then: its file was named by somebody, perhaps after somebody.
FORGOTTEN = "老名单（文件已删除）"
#: Of one run: then the queue gets to something else.
SECONDS = 20


def enqueue_bringing_in(list_id: int) -> None:
    """Ask for a list (its id) to be brought in; however often that is asked, it happens once."""
    enqueue("old_lists.bring_in", {"old_list": list_id}, dedupe_key=f"old_lists.bring_in:{list_id}")


@handler("old_lists.bring_in", "导入老名单", timeout=90)
def bring_in(old_list: int) -> None:
    """Bring in what is left of a list; after a crash it goes on with the row after the last one done."""
    found = OldList.objects.filter(pk=old_list, confirmed_at__isnull=False).select_related("user").first()
    if found and not found.is_forgotten and carrying_out.go_on(found, SECONDS):
        enqueue_bringing_in(old_list)


@periodic("old_lists.forget_files", "清理导入过的老名单文件", every=timedelta(hours=1))
def forget_files() -> None:
    """Empty the files after KEPT, and at once where somebody of the list was erased since; and what quotes them."""
    erased = LeadEvent.objects.filter(kind=LeadEvent.Kind.ERASED, at__gt=OuterRef("old_list__created_at"))
    rows = OldListRow.objects.filter(Exists(erased.filter(lead=OuterRef("lead"))), old_list=OuterRef("pk"))
    old = Q(created_at__lt=timezone.now() - KEPT) | Exists(rows)
    lists = OldList.objects.filter(old)
    lists.filter(confirmed_at__isnull=True).delete()
    ended = lists.filter(Q(done_at__isnull=False) | Q(undone_at__isnull=False))
    forgotten = list(ended.exclude(file=b"", name=FORGOTTEN).values_list("pk", flat=True))
    OldList.objects.filter(pk__in=forgotten).update(file=b"", shown=[], columns={}, words={}, name=FORGOTTEN)
    # A reason may quote a cell.
    OldListRow.objects.filter(old_list__in=forgotten, reason__contains="“").update(reason=QUOTED)
