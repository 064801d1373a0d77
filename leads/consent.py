"""What a prospect agrees to: every version of the text that was ever shown.

A version that was shown is never edited: its successor is a new file in `consents/`. An enquiry is stored with the
version's name, the hash of its text and the time (个人信息保护法, articles 14 and 17).
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

#: The longest that the text allows anything personal to be kept after the last contact.
RETENTION_MONTHS = 24
#: Since when the page about personal data reads as it does; to be moved with every change of what it says.
PRIVACY_EFFECTIVE_ON = date(2026, 11, 29)


@dataclass(frozen=True)
class Consent:
    """One version of the text and its name."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """In hexadecimal digits, of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


#: {name: version}. Old ones stay, since a cached form may still show them.
VERSIONS = {
    path.stem: Consent(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "consents").glob("*.txt"))
}


def _newest(purpose: str = "") -> Consent:
    """The text of today for the purpose that its name begins with; the names of those for enquiries are dates alone."""
    return VERSIONS[max(name for name in VERSIONS if name.rstrip("-0123456789") == purpose)]


#: The texts of today: what is said about a page is kept for another purpose than an enquiry.
CURRENT, CURRENT_FOR_COMPLAINTS, CURRENT_FOR_CORRECTIONS = _newest(), _newest("complaint"), _newest("correction")
