"""Industries that zones look for and prospects are in."""

from django.db import models

from zones.models.validators import slug_constraint, slug_validator


class Industry(models.Model):
    """An industry a zone looks for, or a prospect is in."""

    name = models.CharField("产业", max_length=40, unique=True)
    slug = models.CharField("拼音", max_length=60, unique=True, validators=[slug_validator])
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = "产业"
        verbose_name_plural = "产业"
        ordering = ["order", "id"]
        constraints = [slug_constraint("industry_has_an_address")]

    def __str__(self) -> str:
        return self.name
