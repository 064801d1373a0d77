"""The exceptions of a verification that somebody has looked at: by whom, when, and how many have come since."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from moving.models import Step, StepKind
from moving.report import Report
from staff.models import User

#: What Step.result keeps of it.
SEEN = "seen"


@dataclass(frozen=True)
class Seen:
    """Who has seen the exceptions, when, and how many there are that were not among them."""

    by: str
    at: datetime | None
    new: int

    @property
    def in_words(self) -> str:
        """For the pages."""
        when = f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}" if self.at else ""
        return f"{self.by} {when} 看过例外" + (f"，后来又有 {self.new} 处新的" if self.new else "")


def mark(step: Step, user: User) -> None:
    """Note that somebody has seen all exceptions of a verification."""
    step.result = {**step.result, SEEN: {"by": user.display_name, "at": timezone.now().isoformat()}}
    step.save(update_fields=["result"])


def seen_of(verified: Step) -> Seen | None:
    """What was seen by the time of a verification that came to its end; None where nobody has said so."""
    done = Step.objects.done().filter(site=verified.site_id, kind=StepKind.VERIFY, pk__lte=verified.pk)
    last = done.filter(result__has_key=SEEN).first()
    if last is None:
        return None
    new = 0 if last.pk == verified.pk else len(_lines(verified.pk) - _lines(last.pk))
    return Seen(last.result[SEEN]["by"], parse_datetime(last.result[SEEN]["at"]), new)


def _lines(pk: int) -> set[tuple[str, ...]]:
    report = Step.objects.values_list("report", flat=True).get(pk=pk)
    return {line.cells for line in Report.unpacked(bytes(report)).lines} if report else set()
