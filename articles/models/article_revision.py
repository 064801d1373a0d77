"""An article's revisions: every save leaves one, and none is ever changed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class ArticleRevision(models.Model):
    """One saved state of an article, with who saved it, when and why. Publishing copies a draft's to the article."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="revisions", verbose_name="文章")
    number = models.PositiveIntegerField("版本号")
    content = models.JSONField("内容", encoder=DjangoJSONEncoder)
    author = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+", verbose_name="修改人")
    reason = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "版本"
        verbose_name_plural = "版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_is_used_once"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    def changed_since(self, earlier: "ArticleRevision") -> list[str]:
        """The labels of the fields in which this revision differs from an earlier one."""
        changed = (key for key, value in self.content.items() if value != earlier.content.get(key))
        fields = (self.article._meta.get_field(key) for key in changed)
        return [str(field.verbose_name) for field in fields if isinstance(field, models.Field)]
