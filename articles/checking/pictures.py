"""Pictures that readers would not see: still on another site, or not to be had from there."""

import re
from collections.abc import Iterator
from html import unescape

from articles.checking.story import Finding, Story, read_markup

_IMG = re.compile(r"<img\b[^>]*>")
_PROBLEM = re.compile(r'\sdata-problem="([^"]*)"')
_CAPTION = re.compile(r"\s*<figcaption>(.*?)</figcaption>", re.DOTALL)


def pictures_away(story: Story) -> Iterator[Finding]:
    """Each by its number among the pictures, at its caption, or else at the paragraph before it."""
    for number, match in enumerate(_IMG.finditer(story.markup), 1):
        if " data-remote=" not in match[0]:
            continue
        problem = _PROBLEM.search(match[0])
        if problem and problem[1]:
            reason = f"正文第 {number} 张图没能取回：{unescape(problem[1])}读者看不到这张图，请另行上传或删除。"
            rule = "picture-lost"
        else:
            reason = f"正文第 {number} 张图还在外站，保存后自动取回；取回以前读者看不到它，请等一会儿再发布。"
            rule = "picture-away"
        before = len(read_markup(story.markup[: match.start()])[0])
        caption = _CAPTION.match(story.markup, match.end())
        words = read_markup(caption[1])[0] if caption else []
        if words:
            yield Finding(rule, "body", words[0].text, reason, before + 1)
        else:
            yield Finding(rule, "body", "", reason, before or None)
