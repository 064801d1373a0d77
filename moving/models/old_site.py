"""An old site that moves in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from zones.models import City
from zones.models.validators import slug_validator


class OldSite(models.Model):
    """One installation of another program. Its ids are its own: those of two sites say nothing of each other."""

    key = models.CharField("代号", max_length=40, unique=True, validators=[slug_validator])
    title = models.CharField("名称", max_length=120, blank=True)
    city = models.ForeignKey(
        City, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="城市",
        help_text="它的文章属于哪个城市；留空表示面向全网。",
    )  # fmt: skip
    #: Hosts of ours at which its old addresses are asked for: those of the table of old addresses.
    hosts = ArrayField(models.CharField(max_length=100), verbose_name="域名", default=list)
    #: What the pages open: moving.programs.PARTS, files by their names in the folder of moving.folder.
    source = models.JSONField("来源", default=dict, db_default={}, blank=True)
    #: {question: answer}, see moving.choices.
    choices = models.JSONField("选择", default=dict, blank=True)

    class Meta:
        verbose_name = "旧站"
        verbose_name_plural = "旧站"
        ordering = ["key"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title or self.key
