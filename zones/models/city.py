"""Cities of the network."""

from typing import Self

from django.db import models

from plumbing.paths import path_of
from zones.models.grants import GrantHolder
from zones.models.validators import TAKEN, host_validator, slug_constraint, slug_validator, taken_validator


class CityQuerySet(models.QuerySet["City"]):
    """Queries over cities."""

    def listed(self) -> Self:
        """Cities visitors may see."""
        return self.filter(is_listed=True)

    def for_user(self, user: GrantHolder) -> Self:
        """Cities in which the person may act; a grant without a city means all of them."""
        return user.within(self, "id")


class City(models.Model):
    """A city of the network: its news, zones, contact and, where it has one, its own host."""

    name = models.CharField("城市", max_length=30, unique=True)
    slug = models.CharField("拼音", max_length=40, unique=True, validators=[slug_validator, taken_validator])
    province = models.CharField("省份", max_length=30, blank=True)
    host = models.CharField(
        "城市域名",
        max_length=100,
        null=True,
        blank=True,
        unique=True,
        validators=[host_validator],
        help_text="任何域名或子域名，例如 jinan.example.com；留空则在主站显示。",
    )
    intro = models.TextField("城市介绍", blank=True, help_text="空行分段。")
    contact = models.ForeignKey(
        "zones.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cities",
        verbose_name="联系人",
        help_text="留空用总部联系人。",
    )
    icp_number = models.CharField("ICP 备案号", max_length=60, blank=True, help_text="留空用总部的。")
    police_number = models.CharField("公安备案号", max_length=60, blank=True, help_text="留空用总部的。")
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_listed = models.BooleanField("对外显示", default=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = "城市"
        verbose_name_plural = "城市"
        ordering = ["order", "id"]
        constraints = [
            slug_constraint("city_has_an_address"),
            models.CheckConstraint(name="city_slug_is_no_page_of_ours", condition=~models.Q(slug=TAKEN)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("zones:city", self.slug)

    def clean(self) -> None:
        self.host = self.host or None
