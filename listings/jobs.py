"""The listings' work outside requests: uploaded workbooks are forgotten."""

from datetime import timedelta

from django.utils import timezone

from jobs.queue import periodic
from listings.models import StockImport
from listings.models.stock_import import KEPT


@periodic("listings.forget_imports", "清理导入用的表格", every=timedelta(hours=1))
def forget_imports() -> None:
    """Delete the uploads of yesterday, done or not."""
    StockImport.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
