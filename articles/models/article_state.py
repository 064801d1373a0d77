"""What an article is to its readers."""

from django.db import models


class ArticleState(models.TextChoices):
    """What an article is to its readers right now: the status together with the clock."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审"
    SCHEDULED = "scheduled", "定时"
    PUBLIC = "public", "已发布"
    EXPIRED = "expired", "已下线"
    WITHDRAWN = "withdrawn", "已撤回"
