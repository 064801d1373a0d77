"""The owner's table of synonyms: words of which search takes each for the others."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from articles.tags import join_names, parse


class Synonym(models.Model):
    """Words that mean the same."""

    words = models.CharField(
        "同义词",
        max_length=200,
        unique=True,
        help_text="用顿号隔开，例如“无尘、洁净”。访客搜其中一个，也会找到写着另一个的信息和园区。",
    )

    class Meta:
        verbose_name = "同义词"
        verbose_name_plural = "同义词"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="synonym_is_of_another_word", condition=Q(words__contains="、")),
        ]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        words = parse(self.words)
        self.words = join_names(words)
        if len(words) < 2:
            raise ValidationError({"words": "至少写两个词，用顿号隔开。"})
        if short := [word for word in words if len(word) < 2]:
            raise ValidationError({"words": f"“{short[0]}”只有一个字，会连带找出许多不相干的内容，请写成词。"})
