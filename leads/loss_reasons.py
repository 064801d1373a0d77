"""Choosing why a lead is given up: the field of the forms that do so, and what they ask for."""

from collections.abc import Mapping
from typing import Any

from django import forms

from leads.models import Lead, LossReason, Outcome, Stage, WrongMove
from leads.models.stage import GIVEN_UP

#: What the pages' forms call it; and what a call that ends a lead as 流失 does where 无效 were possible, too.
FIELD, OF_LOST = "loss_reason", "lost_reason"


def field() -> forms.ModelChoiceField:
    """The field, in which only what may still be chosen is taken."""
    gone = {"invalid_choice": "这个原因已经停用，请另选一个。"}
    return forms.ModelChoiceField(
        LossReason.objects.filter(is_active=True), label="原因", required=False, error_messages=gone
    )


def check(stage: str, chosen: LossReason | None, words: str) -> None:
    """Raises WrongMove where something is missing to give a lead up.

    As long as an owner has listed reasons for the stage, one of these; words, where that one asks for them.
    """
    label, offered = Stage(stage).label, LossReason.objects.offered(stage)
    if chosen is None:
        if offered.exists():
            raise WrongMove(f"请选{label}的原因。")
    elif not offered.filter(pk=chosen.pk).exists():
        raise WrongMove(f"“{chosen}”不是{label}的原因，请另选一个。")
    elif chosen.needs_words and not words.strip():
        raise WrongMove(f"选“{chosen}”要写明是什么原因。")


def stage_of(lead: Lead, posted: Mapping[str, str]) -> str | None:
    """The stage at which what was posted would give the lead up; None for what would not."""
    if posted.get(OF_LOST) and lead.end:
        return Stage.LOST
    if posted.get("outcome") == Outcome.INVALID or (FIELD in posted and "stage" not in posted):
        return lead.end
    return posted.get("stage") if posted.get("stage") in GIVEN_UP else None


def to_choose(lead: Lead) -> dict[str, Any]:
    """What the lead's pages offer: `loss_reasons` and `lost_reasons` for a call, `loss_reasons_by_stage` for a move.

    `lost_reasons` only where a call may end it as invalid, too. A query for each stage.
    """
    ends = [stage for stage in GIVEN_UP if stage in lead.next_stages]
    by_stage = [(stage, list(LossReason.objects.offered(stage))) for stage in ends]
    offered: dict[Stage | None, list[LossReason]] = dict(by_stage)
    lost = offered.get(Stage.LOST, []) if lead.end != Stage.LOST else []
    return {"loss_reasons": offered.get(lead.end, []), "lost_reasons": lost, "loss_reasons_by_stage": by_stage}
