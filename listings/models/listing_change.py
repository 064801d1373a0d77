"""Who changed which fact of a listing when: its timeline."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from listings.models.listing import Listing

#: Characters of how something was changed: the name of an imported file with its row.
LONGEST_OCCASION = 200


class ListingChange(models.Model):
    """One save of a listing that changed something; `facts` is {name of the field: [old, new]}, both as shown.

    `occasion` says how, where that was not the form: 签约, 核实, 导入 房源.xlsx 第 5 行.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="changes", verbose_name="房源")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="修改人"
    )
    changed_at = models.DateTimeField("时间", default=timezone.now)
    facts = models.JSONField("改动")
    occasion = models.CharField("怎么改的", max_length=LONGEST_OCCASION, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "房源改动"
        verbose_name_plural = "房源改动"
        ordering = ["-changed_at", "-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.listing.number}：{'、'.join(self.facts)}"
