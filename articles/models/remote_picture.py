"""Pictures of other sites that somebody pasted into a body."""

from django.db import models
from django.utils import timezone

from images.models import Image
from images.remote import MAX_URL_LENGTH


class RemotePicture(models.Model):
    """One picture's address: fetched (`image`), not to be had (`problem`), or still to be fetched (neither)."""

    url = models.CharField("地址", max_length=MAX_URL_LENGTH, unique=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="图片")
    problem = models.CharField("没取回的原因", max_length=100, blank=True)
    waiting = models.ManyToManyField("Article", related_name="+", blank=True, verbose_name="等它的文章")
    created_at = models.DateTimeField("粘贴时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "外站图片"
        verbose_name_plural = "外站图片"

    def __str__(self) -> str:
        return self.url
