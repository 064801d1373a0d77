"""What an article is to its readers, and the turns that made it so."""

from django.db import models

#: How the revision's reason begins that the worker leaves once a withdrawn story's pictures have been looked at.
TAKEN_OFFLINE = "图片一起下线："
#: How a revision's reason begins when a draft is submitted to the editors, sent back or taken back by its writer, and
#: when a story is withdrawn or published.
SUBMITTED, SENT_BACK, RECALLED, WITHDRAWN, PUBLISHED = "提交审核", "退回", "收回", "撤回", "发布"


class ArticleState(models.TextChoices):
    """What an article is to its readers right now: the status together with the clock."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审"
    SCHEDULED = "scheduled", "定时"
    PUBLIC = "public", "已发布"
    EXPIRED = "expired", "已下线"
    WITHDRAWN = "withdrawn", "已撤回"
