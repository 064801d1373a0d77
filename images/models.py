"""Image: one row a picture, stored once by the hash of its bytes, whatever uses it."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property

from jobs.queue import enqueue

#: What of a picture a page needs; `only()` these, on the picture itself or through a relation.
PICTURE_FIELDS = ("file", "format", "width", "height", "rendered_widths", "alt")
#: Of a file of ours, on whatever host: the hash names the picture.
ADDRESS = re.compile(
    rf"(?:(?:https?:)?//[^/?#]+)?{re.escape(urlsplit(settings.MEDIA_URL).path)}"
    r"images/[0-9a-f]{2}/([0-9a-f]{64})(?:-[0-9]+)?\.[a-z]+(?:[?#].*)?"
)


class ImageQuerySet(models.QuerySet["Image"]):
    """Queries over pictures."""

    def pictures(self, ids: Iterable[int]) -> dict[int, "Image"]:
        """The existing ones of `ids` as {id: Image}, with what a page needs of them. One query, none for no ids."""
        return cast(dict[int, Image], self.only(*PICTURE_FIELDS).in_bulk(ids))

    def at(self, address: str) -> "Image | None":
        """The one in public whose file, of whatever size, has the address; None also for what is no file of ours."""
        match = ADDRESS.fullmatch(address)
        return self.filter(sha256=match[1], offline_since=None).first() if match else None

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and their files an hour later, when no cached page shows them any more."""
        gone = list(self.only("file", "format", "width", "rendered_widths", "sha256"))
        with transaction.atomic():
            deleted = super().delete()
            for image in gone:
                enqueue(
                    "images.remove",
                    {"names": image.file_names(), "sha256": image.sha256},
                    run_at=timezone.now() + timedelta(hours=1),
                )
        return deleted

    def take_offline(self) -> int:
        """Have the worker take their files out of the public's reach; returns how many were online."""
        return self._place(timezone.now())

    def bring_back(self) -> int:
        """Have the worker bring the files of those back that are offline; returns how many were."""
        return self._place(None)

    @transaction.atomic
    def _place(self, offline_since: datetime | None) -> int:
        # All are locked: one that is being taken offline just now is waited for.
        locked = self.order_by("pk").select_for_update(no_key=True).values_list("pk", "offline_since")
        changed = [pk for pk, present in locked if (present is None) != (offline_since is None)]
        self.model.objects.filter(pk__in=changed).update(offline_since=offline_since)
        for pk in changed:
            enqueue("images.place", {"image": pk}, dedupe_key=f"images.place:{pk}")
        return len(changed)

    # As Django marks its own: not for templates, and not on a manager, where it would mean "all of them".
    vars(delete).update(alters_data=True, queryset_only=True)


class Image(models.Model):
    """A verified, re-encoded picture without EXIF.

    `sha256` is the hash of the stored original and names its files: `images/ab/<sha256>.jpg`, and for each width in
    `rendered_widths` (ascending) `images/ab/<sha256>-<width>.webp` and `...-<width>.<format>`. Until the worker has
    rendered them, and for pictures that are best left alone, the list is empty and the original is served.
    """

    class Format(models.TextChoices):
        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"
        GIF = "gif", "GIF"
        WEBP = "webp", "WebP"

    # Not an ImageField: `images.uploads` has measured the picture, and no page or form should decode it again.
    file = models.FileField("图片", upload_to="images/", editable=False)
    sha256 = models.CharField("指纹", max_length=64, unique=True, editable=False)
    format = models.CharField("格式", max_length=4, choices=Format, editable=False)
    width = models.PositiveIntegerField("宽（像素）", editable=False)
    height = models.PositiveIntegerField("高（像素）", editable=False)
    size = models.PositiveIntegerField("大小（字节）", editable=False)
    rendered_widths = ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)
    title = models.CharField("名称", max_length=120, blank=True, help_text="供编辑搜索，不对外显示。")
    alt = models.CharField("替代文字", max_length=200, blank=True, help_text="图片打不开或读屏时读出的文字。")
    credit = models.CharField("图片来源", max_length=120, blank=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    #: Since when its files are to be out of the public's reach and their addresses to answer 410; None: in public.
    offline_since = models.DateTimeField("下线时间", null=True, blank=True, editable=False)

    objects = ImageQuerySet.as_manager()
    #: Of what `images.uploads.store` returns: whether the row was made just now.
    is_new: bool

    class Meta:
        verbose_name = "图片"
        verbose_name_plural = "图片"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="image_has_a_size", condition=models.Q(width__gte=1, height__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title or self.alt or f"图片 {self.pk}"

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """As a set of one, so that the files go whichever way the row does."""
        return Image.objects.using(using).filter(pk=self.pk).delete()

    def fill_in(self, **description: str) -> None:
        """Keep those of title, alt and credit that nobody has written yet."""
        missing = {name: value for name, value in description.items() if value and not getattr(self, name)}
        if missing:
            for name, value in missing.items():
                setattr(self, name, value)
            self.save(update_fields=list(missing))

    def request_renditions(self) -> None:
        """Have the worker render it."""
        enqueue("images.render", {"image": self.pk}, dedupe_key=f"images.render:{self.pk}")

    def file_names(self) -> list[str]:
        """The storage's names of the original and of every rendition."""
        extensions = {"webp", self.format}
        renditions = {self.rendition_name(width, each) for width in self.rendered_widths for each in extensions}
        return sorted({str(self.file.name), *renditions})

    @cached_property
    def url(self) -> str:
        """The address of the original, got from the storage once: a page of cards prints it a hundred times."""
        return self.file.url

    def rendition_name(self, width: int, extension: str) -> str:
        """The storage's name of the file that shows this picture `width` pixels wide in that format."""
        return self._rendition(str(self.file.name), width, extension)

    def rendition_url(self, width: int, extension: str) -> str:
        """Its address: media are public, so it stands beside the original's."""
        return self._rendition(self.url, width, extension)

    def _rendition(self, original: str, width: int, extension: str) -> str:
        if width == self.width and extension == self.format:
            return original
        return f"{original.rpartition('.')[0]}-{width}.{extension}"
