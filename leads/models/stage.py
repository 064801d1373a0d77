"""The stages of a lead, and the way from each to the next."""

from django.db import models


class Stage(models.TextChoices):
    """How far the business with a prospect has come."""

    NEW = "new", "新询盘"
    CONTACTED = "contacted", "已联系"
    QUALIFIED = "qualified", "有效需求"
    RECOMMENDED = "recommended", "推荐园区"
    VISITING = "visiting", "带看考察"
    NEGOTIATING = "negotiating", "洽谈"
    SIGNED = "signed", "签约"
    SETTLED = "settled", "落户"
    INVALID = "invalid", "无效"
    LOST = "lost", "流失"


#: Nobody has to do anything more.
CLOSED = (Stage.SETTLED, Stage.INVALID, Stage.LOST)
#: These need a reason.
GIVEN_UP = (Stage.INVALID, Stage.LOST)
#: Where a lead may go from each stage; who has been given up is called again first.
NEXT = {
    Stage.NEW: (Stage.CONTACTED, Stage.INVALID, Stage.LOST),
    Stage.CONTACTED: (Stage.QUALIFIED, Stage.INVALID, Stage.LOST),
    Stage.QUALIFIED: (Stage.RECOMMENDED, Stage.INVALID, Stage.LOST),
    Stage.RECOMMENDED: (Stage.VISITING, Stage.LOST),
    Stage.VISITING: (Stage.NEGOTIATING, Stage.RECOMMENDED, Stage.LOST),
    Stage.NEGOTIATING: (Stage.SIGNED, Stage.RECOMMENDED, Stage.LOST),
    Stage.SIGNED: (Stage.SETTLED, Stage.LOST),
    Stage.SETTLED: (),
    Stage.INVALID: (Stage.CONTACTED,),
    Stage.LOST: (Stage.CONTACTED,),
}
