"""What a prospect agrees to: every version of the text that was ever shown, and the proof of which one it was.

A version, once shown, is never edited: its successor is a new file in `consents/`. What is stored with an enquiry is
the version's name, the hash of its text and the time (个人信息保护法, articles 14 and 17).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

#: The text promises that nothing is kept longer after the last contact.
RETENTION_MONTHS = 24


@dataclass(frozen=True)
class Consent:
    """One version: its name, its text, and the SHA-256 of that text."""

    version: str
    text: str

    @property
    def sha256(self):
        return hashlib.sha256(self.text.encode()).hexdigest()


#: By version; old ones stay, since a cached form may still show them.
VERSIONS = {
    path.stem: Consent(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "consents").glob("*.txt"))
}
CURRENT = VERSIONS[max(VERSIONS)]
