"""A file of an old site's uploads, and what it became here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from moving.models.old_site import OldSite
from moving.models.run import Run


class MovedFile(models.Model):
    """A picture of the library, a document among the media, or neither: then `problem` says why."""

    site = models.ForeignKey(OldSite, models.CASCADE, related_name="files", verbose_name="旧站")
    path = models.TextField("旧路径")
    #: Of the old bytes: another file at the same path is another picture.
    digest = models.CharField(max_length=64)
    #: The picture's id, no key to it: a key is what shows a picture, and what is shown does not go offline.
    image_id = models.BigIntegerField("图片", null=True)
    #: Whether the library did not have it before.
    is_new = models.BooleanField(default=False)
    document = models.TextField("文件", blank=True)
    problem = models.CharField("问题", max_length=200, blank=True)
    rows = ArrayField(models.BigIntegerField(), default=list)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="files", verbose_name="迁入于")

    class Meta:
        verbose_name = "迁入的附件"
        verbose_name_plural = "迁入的附件"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="old_file_moves_in_once")]

    def __str__(self) -> str:
        return self.path
