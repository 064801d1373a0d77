"""The stages of a lead, and which may follow which."""

from django.db import models


class WrongMove(Exception):
    """This cannot be done to the lead as it stands; the message is for the person who tried."""


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


#: Stages after which nothing is to be done.
CLOSED = (Stage.SETTLED, Stage.INVALID, Stage.LOST)
#: Stages that need a reason.
GIVEN_UP = (Stage.INVALID, Stage.LOST)
#: The way from the first call to the plant that stands there.
WAY = (
    *(Stage.NEW, Stage.CONTACTED, Stage.QUALIFIED, Stage.RECOMMENDED),
    *(Stage.VISITING, Stage.NEGOTIATING, Stage.SIGNED, Stage.SETTLED),
)
#: {stage: those that may follow it}. A lead that was given up begins again with a call.
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
