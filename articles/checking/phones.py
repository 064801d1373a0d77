"""Phone numbers written without a gap, which no phone can dial."""

import re
from collections.abc import Iterator

from articles.checking.story import Finding, Story

# A mobile number or a 400/800 hotline, however it is grouped.
_NUMBER = r"(?:1[3-9]\d(?:[ \-]?\d){8}|[48]00(?:[ \-]?\d){7})"
# Only its length tells where a landline number ends: what follows without a gap belongs to another number.
_LANDLINE = r"(?P<landline>0\d{2,3}[ \-]?\d{7,8})"
_TOGETHER = re.compile(rf"(?<![\d.])(?:{_NUMBER}(?:[ \-]{{0,3}}{_NUMBER})+|{_LANDLINE}{_NUMBER})(?!\d)")


def run_together(story: Story) -> Iterator[Finding]:
    """Two or more numbers with nothing but spaces or hyphens between them: 22, 33, 21 … digits in a row."""
    for piece in story.pieces:
        for match in _TOGETHER.finditer(piece.plain):
            count = 2 if match["landline"] else len(re.findall(_NUMBER, match[0]))
            reason = f"{count} 个电话号码连在一起，读者拨不出去；请分行写，或用顿号隔开。"
            yield piece.finding("phones", match.start(), match.end(), reason)
