"""Sections: the kinds of news."""

from django.db import models

from plumbing.paths import path_of
from zones.models.validators import slug_constraint, slug_validator


class Section(models.Model):
    """A kind of news: 政策, 动态, 签约项目, 园区, 公告; a table, so that the owner can add others."""

    POLICY_SLUG = "zhengce"

    name = models.CharField("栏目", max_length=20, unique=True)
    slug = models.CharField("拼音", max_length=40, unique=True, validators=[slug_validator])
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"
        ordering = ["order", "id"]
        constraints = [slug_constraint("section_has_an_address")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{path_of('articles:latest')}?section={self.slug}"
