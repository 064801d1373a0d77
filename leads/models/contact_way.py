"""A number or a WeChat id by which a contact is reached."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from leads.models.contact import Contact
from plumbing import dialling, masking, phones


class ContactWayQuerySet(models.QuerySet["ContactWay"]):
    """Sets of numbers and ids."""

    def of(self, numbers: Iterable[tuple[str, str | None]], wechat: str = "") -> Self:
        """Those that are one of the numbers (E.164, extension; None: with any extension) or the WeChat id."""
        known = Q(pk__in=())
        for number, extension in numbers:
            number_is = Q(kind=ContactWay.Kind.PHONE, value__iexact=number)  # the index has upper case
            known |= number_is if extension is None else number_is & Q(extension=extension)
        if wechat:  # upper or lower case is the same id
            known |= Q(kind=ContactWay.Kind.WECHAT, value__iexact=wechat)
        return self.filter(known)


class ContactWay(models.Model):
    """A phone in E.164, with the digits to dial after it, or a WeChat id. The main one of each kind stands first."""

    class Kind(models.TextChoices):
        PHONE = "phone", "电话"
        WECHAT = "wechat", "微信"

    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        related_name="ways",
        verbose_name="联系人",
        db_index=False,  # the first constraint has one
    )
    kind = models.CharField("方式", max_length=6, choices=Kind)
    value = models.CharField("号码", max_length=40)
    extension = models.CharField("分机", max_length=8, blank=True, default="", db_default="")
    is_main = models.BooleanField("首选", default=False, db_default=False)

    objects = ContactWayQuerySet.as_manager()

    class Meta:
        verbose_name = "联系方式"
        verbose_name_plural = "联系方式"
        ordering = ["kind", "-is_main", "pk"]
        default_permissions = ()
        indexes = [
            # Read on every submission, and when a call or a WeChat message is written down: whose is this?
            models.Index(Upper("value"), name="contact_way_of_value"),
        ]
        constraints = [
            models.UniqueConstraint("contact", "kind", Upper("value"), "extension", name="contact_way_is_there_once"),
            models.UniqueConstraint(
                fields=["contact", "kind"], condition=Q(is_main=True), name="contact_way_of_a_kind_is_main_once"
            ),
            models.CheckConstraint(
                name="contact_way_can_be_used",
                condition=Q(kind="phone", value__regex=r"^\+[1-9][0-9]{5,14}$")
                | Q(kind="wechat", extension="") & ~Q(value=""),
            ),
        ]

    def __str__(self) -> str:
        """As it is dialled or typed: 0531 8888 8888 转 8012, 微信 shili_01."""
        return phones.display(self.value, self.extension) if self.is_phone else f"微信 {self.value}"

    @property
    def is_phone(self) -> bool:
        """Whether it can be dialled."""
        return self.kind == self.Kind.PHONE

    @property
    def masked(self) -> str:
        """For lists and pages on which nobody asked for it."""
        return masking.mask(self.value) if self.is_phone else f"微信 {masking.mask_name(self.value)}"

    @property
    def uri(self) -> str:
        """What a link to it leads to: the phone's own dialler, which waits before the extension."""
        return dialling.uri(self.value, self.extension)

    @property
    def key(self) -> tuple[str, str, str]:
        """What is the same for the same number or id, whoever has it."""
        return self.kind, self.value.upper(), self.extension
