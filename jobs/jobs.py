"""The queue's own housekeeping, itself a job."""

from datetime import timedelta

from django.utils import timezone

from jobs.models import Job, Worker
from jobs.queue import periodic

#: How long a finished job is kept, for whoever asks what happened.
KEEP_DONE = timedelta(days=7)
BATCH = 10_000


@periodic("jobs.purge", "清理已完成的后台任务", every=timedelta(hours=1))
def purge() -> None:
    """Delete jobs finished a week ago, in batches that lock few rows at a time, and workers gone for a day."""
    now = timezone.now()
    while True:
        old = Job.objects.filter(done_at__lt=now - KEEP_DONE).values("pk")[:BATCH]
        if Job.objects.filter(pk__in=old).delete()[0] < BATCH:
            break
    Worker.objects.filter(alive_until__lt=now - timedelta(days=1)).delete()
