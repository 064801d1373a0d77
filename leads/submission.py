"""A submission: a valid form as plain data, on its way into the database or through the spool."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.utils import timezone

from leads import receipts
from leads.models.enquiry import FOR_EDITORS

#: However the same number is typed, and wherever an answer came from, it is the same submission.
NOT_IN_DIGEST = {"phone_typed", "prefilled"}


def file_prefix(digest: str) -> str:
    """How the names begin of the files that came with the submission of a digest."""
    return f"{digest[:32]}-"


@dataclass(frozen=True)
class EvidenceFile:
    """A file sent with a complaint: its own name, the SHA-256 of its bytes (hexadecimal) and its ending by these.

    The latter two are empty where nothing of it arrived but the name.
    """

    name: str
    sha256: str
    suffix: str


@dataclass(frozen=True)
class Submission:
    """What was sent, when, and how it came.

    `answers` are the prospect's, by the names of Enquiry's fields (numbers as text; the city as a slug, the zone as
    "city/zone", both in free text where they are none of ours); `consent` the version agreed to; `origin` Enquiry's
    fields about where it came from; `signals` what the spam score reads; `files` what came with it, kept by
    leads.evidence. All of it is what JSON can hold.
    """

    answers: dict[str, Any]
    consent: str
    origin: dict[str, Any] = field(default_factory=dict)
    signals: dict[str, Any] = field(default_factory=dict)
    received_at: datetime = field(default_factory=timezone.now)
    files: list[EvidenceFile] = field(default_factory=list)

    def digest_on(self, day: date) -> str:
        """SHA-256 of the answers and a day: the same answers on one day (Asia/Shanghai) are the same submission."""
        counted = {name: value for name, value in self.answers.items() if name not in NOT_IN_DIGEST and value}
        if self.answers.get("kind") in FOR_EDITORS:
            # The same words about another page are another complaint.
            counted["about"] = self.origin.get("source_path", "")
        if self.files:
            counted["files"] = [file.sha256 for file in self.files]
        canonical = json.dumps([counted, day.isoformat()], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def day(self) -> date:
        """The day it was received (Asia/Shanghai)."""
        return timezone.localdate(self.received_at)

    @cached_property
    def digest(self) -> str:
        """What names it in the database and in the spool."""
        return self.digest_on(self.day)

    @cached_property
    def digest_of_yesterday(self) -> str:
        """The digest of the same answers sent the day before: they may be sent again after midnight."""
        return self.digest_on(self.day - timedelta(days=1))

    @property
    def receipt(self) -> str:
        """What the prospect is shown."""
        return receipts.receipt(self.digest)

    def file_name(self, file: EvidenceFile) -> str:
        """The name under which one of its files is kept; what stands behind the hyphen is the same for the same bytes.

        Nobody can guess it who does not know all that was sent.
        """
        return f"{file_prefix(self.digest)}{file.sha256[:32]}{file.suffix}"

    def to_json(self) -> str:
        """Its text for a file of the spool."""
        data = asdict(self) | {"received_at": self.received_at.isoformat()}
        if not self.files:  # a release that knows none may take it in
            del data["files"]
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises ValueError, KeyError or TypeError for what `to_json` did not write."""
        data = json.loads(text)
        files = [EvidenceFile(**file) for file in data.get("files", [])]
        return cls(**data | {"received_at": datetime.fromisoformat(data["received_at"]), "files": files})
