"""The owner's list of risky words: promises and superlatives that the law or good sense forbids."""

from django.core.exceptions import ValidationError
from django.db import models


class RiskyWord(models.Model):
    """A word to look at again, unless what follows makes it a name or an idiom."""

    word = models.CharField("词语", max_length=20, unique=True)
    reason = models.CharField("说明", max_length=200, help_text="给编辑看的一句话：为什么不妥，可以怎么改。")
    except_before = models.TextField(
        "后面是这些词时不提示",
        blank=True,
        help_text="用顿号隔开，例如“季度、批、期”。前面加“…”表示隔几个字也算，例如“…开发区”放过“国家级示例经济技术开发区”。",
    )

    class Meta:
        verbose_name = "风险词"
        verbose_name_plural = "风险词"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        self.word = self.word.strip()
        if len(self.word) < 2:
            raise ValidationError({"word": "至少两个字，单字会提示得太多。"})
