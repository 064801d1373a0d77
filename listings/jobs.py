"""The listings' work outside requests: uploaded workbooks are forgotten."""

from datetime import timedelta

from django.utils import timezone

from jobs.queue import periodic
from listings.models import StockImport
from listings.models.stock_import import ANSWERS_KEPT, KEPT


@periodic("listings.forget_imports", "清理导入用的表格", every=timedelta(hours=1))
def forget_imports() -> None:
    """Of the uploads of yesterday, done or not, keep what was said of them; delete what is older than that is kept."""
    now = timezone.now()
    StockImport.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
    yesterdays = StockImport.objects.filter(created_at__lt=now - KEPT)
    yesterdays.filter(headings__isnull=True).delete()
    yesterdays.exclude(file=b"").update(file=b"", rows=[], unread={}, done={})
