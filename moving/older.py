"""Whether a source is an older backup than that of the last run: by it what was changed since would be changed back."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from moving.decisions import Usage
from moving.models import OldSite, Run

#: The answer by which an owner has it brought in all the same: in Step.result, and in Run.source.
TAKEN = "takes_older"
LABEL = "仍要用这份较旧的备份"
#: What Run.source keeps of the source: its newest moments and how many stories it had.
NEWEST, STORIES = "newest", "stories"
#: So many stories fewer, and this share, are more than an editor deletes between two backups.
LEAST_FEWER, SHARE_LEFT = 5, 0.9
#: So many moments later than the newest of this backup: the newest story alone may have been deleted.
LEAST_LATER = 2


class Older(Exception):
    """The last run had a newer backup."""

    def __init__(self, words: str) -> None:
        super().__init__(f"{words}确实要用这份的，选“{LABEL}”。")


def kept(usage: Usage) -> dict[str, list[str] | int]:
    """What a run that ends remembers."""
    return {NEWEST: usage.newest, STORIES: usage.stories}


def in_words(site: OldSite, usage: Usage) -> str:
    """In which way the source is older than that of the last run that stands; empty where it is not."""
    last = Run.objects.filter(site=site, finished_at__isnull=False, undone_at=None, source__has_key=NEWEST).first()
    if last is None:
        return ""
    newest, stories = last.source[NEWEST], last.source[STORIES]
    is_fewer = usage.stories + LEAST_FEWER <= stories and usage.stories < stories * SHARE_LEFT
    later = sum(each > usage.newest[0] for each in newest) if usage.newest else 0
    if later < LEAST_LATER and not is_fewer:
        return ""
    return (
        f"这份备份像是比上次迁入的旧：它最后一次发文或修改是 {_shown(usage.newest)}，上次的是 {_shown(newest)}；"
        f"它有 {usage.stories} 篇，上次有 {stories} 篇。照这样迁，后来改过的会退回旧的，后来发的会算成旧站已经没有。"
    )


def refuse(site: OldSite, usage: Usage) -> None:
    """Raises Older."""
    if words := in_words(site, usage):
        raise Older(words)


def _shown(moments: list[str]) -> str:
    parsed: datetime | None = parse_datetime(moments[0]) if moments else None
    return f"{timezone.localtime(parsed):%Y-%m-%d %H:%M}" if parsed else "（不知道）"
