"""Fields a reader or a list needs and nobody has filled."""

from articles.checking.story import Finding


def missing(story):
    """Source, summary and city, where they were asked for."""
    if story.source_name is not None and not story.source_name.strip():
        yield Finding("no-source", "source_name", "", "没有写来源；转载的要写原发媒体，自己写的写本站。")
    if story.has_city is not None and not story.summary.text.strip():
        yield Finding("no-summary", "summary", "", "没有写摘要；列表和分享里会显示正文开头。")
    if story.has_city is False:
        yield Finding("no-city", "city", "", "没有选城市，会当作面向全网的内容；如果只关一个城市，请选上。")
