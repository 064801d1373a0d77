"""Empty fields that a reader or a list needs."""

from collections.abc import Iterator

from articles.checking.story import Finding, Story

#: Letters, digits and Chinese characters. A body with a picture needs none: a poster says it all.
SHORTEST_BODY = 4


def missing(story: Story) -> Iterator[Finding]:
    """Source, summary and city where they were asked for, and the body."""
    if story.source_name is not None and not story.source_name.strip():
        yield Finding("no-source", "source_name", "", "没有写来源；转载的要写原发媒体，自己写的写本站。")
    if story.has_city is not None and not story.summary.text.strip():
        yield Finding("no-summary", "summary", "", "没有写摘要；列表和分享里会显示正文开头。")
    if story.has_city is False:
        yield Finding("no-city", "city", "", "没有选城市，会当作面向全网的内容；如果只关一个城市，请选上。")
    words = sum(map(str.isalnum, "".join(piece.text for piece in story.paragraphs)))
    if words < SHORTEST_BODY and "<img" not in story.markup:
        yield Finding("no-body", "body", "", "正文是空的，或者只有几个字；读者打开会看到一张几乎空白的页面。")
