"""A workbook that somebody uploaded, from the look at what it would do until it is done, or forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

#: How long a file is kept: it may hold landlords' numbers. What was said of it is kept for the next ones like it.
KEPT, ANSWERS_KEPT = timedelta(days=1), timedelta(days=180)


class StockImport(models.Model):
    """An upload, for its owner alone.

    `wishes` is what the person said of the whole file (stock_sheet.answers.Wishes), `rows` what was shown of each row
    (stock_sheet.plan.Planned.shown), `unread` what of the file was not looked at, `wanted` the keys of the rows that
    may be there already and shall come in, or change what is there: None until the person has said so. `done` is
    {key: [what became of it, the listing's number]}. By `headings` another upload of the same sheet is known; `numbers`
    are those of the listings it speaks of. Until it is confirmed, those of the one before are among
    them. These and `wishes` stay when file and rows are forgotten.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="上传人")
    name = models.CharField("文件名", max_length=120)
    file = models.BinaryField("文件")
    wishes = models.JSONField("对整份文件的要求")
    rows = models.JSONField("每行")
    unread = models.JSONField("没有读的")
    wanted = models.JSONField("仍要导入的", null=True)
    done = models.JSONField("结果", default=dict)
    headings = models.JSONField("表头", null=True)
    numbers = models.JSONField("说到的房源", null=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "房源导入"
        verbose_name_plural = "房源导入"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
