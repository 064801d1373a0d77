"""The people of a lead, each with numbers and WeChat ids."""

from django.db import models
from django.db.models import Q

from plumbing import masking


class Contact(models.Model):
    """A person of a lead, one of whom is the main one.

    Triggers make the first of a lead when the lead is made (migration contacts_of_new_leads), and keep the lead's own
    `name`, `phone`, `extension` and `wechat` the same as what `Lead.people` begins with (copies_of_contacts).
    """

    class Role(models.TextChoices):
        BOSS = "boss", "老板"
        OFFICE = "office", "行政"
        CLERK = "clerk", "经办"
        BROKER = "broker", "中介"
        LANDLORD = "landlord", "房东"
        FINANCE = "finance", "财务"
        OTHER = "other", "其他"

    lead = models.ForeignKey("Lead", models.CASCADE, related_name="contacts", verbose_name="线索")
    name = models.CharField("称呼", max_length=40)
    role = models.CharField("身份", max_length=10, choices=Role, blank=True, default="", db_default="")
    is_main = models.BooleanField("主联系人", default=False, db_default=False)
    # Counts the changes, so that of two who have the page open the second is told.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = "联系人"
        verbose_name_plural = "联系人"
        ordering = ["-is_main", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(is_main=True), name="contact_of_a_lead_is_main_once"),
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_role_is_known",
                condition=Q(role__in=["", "boss", "office", "clerk", "broker", "landlord", "finance", "other"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_role_display()}）" if self.role else self.name

    @property
    def masked(self) -> str:
        """Name and role for lists and pages; people write numbers into names as well."""
        return masking.mask_in(str(self))
