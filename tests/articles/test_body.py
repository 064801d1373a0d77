"""An article's body: what is let in, and what is derived from it."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import body
from articles.models import Article
from tests import builders

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    '<p style="position:fixed">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&#58;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="x"></object><embed src="x">',
    '<form action="https://evil.example"><input name="q"><button>x</button></form>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>body{display:none}</style>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example">',
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<p class="bar">x</p><p id="main">x</p>',
    '<a href="https://example.com" target="_blank" onmouseover="alert(1)">x</a>',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_gets_through(html):
    cleaned = body.clean(f"<p>前</p>{html}<p>后</p>").lower()
    for bad in ("<script", "javascript:", "onerror=", "onclick=", "onmouse", "style=", "<iframe", "<object", "<form"):
        assert bad not in cleaned
    for bad in ("<style", "<meta", "<base", "<link", "<svg", "<embed", "data:text", "vbscript:", "class=", " id="):
        assert bad not in cleaned
    assert "前" in cleaned


@pytest.mark.parametrize("html", HOSTILE)
def test_what_is_clean_stays_as_it_is(html):
    cleaned = body.clean(html)
    assert body.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<h2>小标题</h2><p>正文<strong>加粗</strong></p>",
        "<ul><li>一</li><li>二</li></ul>",
        '<table><thead><tr><th scope="col">项目</th></tr></thead><tbody><tr><td colspan="2">1</td></tr></tbody>'
        "</table>",
        '<figure><img data-image="7" alt="厂房"><figcaption>图：示例</figcaption></figure>',
        "<blockquote><p>引文</p></blockquote>",
    ],
)
def test_what_editors_need_stays(html):
    assert body.clean(html) == html


HEADER = "<tr><th>项目</th><th>单层</th></tr>"
ROW = "<tr><th>层高</th><td>9 米</td></tr>"


@pytest.mark.parametrize(
    ("rows", "stored"),
    [
        (HEADER + ROW, f"<thead>{HEADER}</thead><tbody>{ROW}</tbody>"),
        (HEADER + HEADER + ROW, f"<thead>{HEADER}{HEADER}</thead><tbody>{ROW}</tbody>"),
        (ROW + HEADER, f"<tbody>{ROW}{HEADER}</tbody>"),
        (HEADER + HEADER, f"<tbody>{HEADER}{HEADER}</tbody>"),
        ('<tr><th rowspan="2">项目</th></tr>' + ROW, f'<tbody><tr><th rowspan="2">项目</th></tr>{ROW}</tbody>'),
    ],
    ids=["one", "two", "in the middle", "nothing else", "reaching down"],
)
def test_leading_rows_of_header_cells_are_the_tables_head(rows, stored):
    """An editor gives every row in the table's body."""
    assert body.clean(f"<table><tbody>{rows}</tbody></table>") == f"<table>{stored}</table>"
    assert body.clean(f"<table>{stored}</table>") == f"<table>{stored}</table>"


def test_links_get_their_rel():
    assert body.clean('<p><a href="https://example.com">链接</a></p>') == (
        '<p><a href="https://example.com" rel="noopener nofollow">链接</a></p>'
    )


@pytest.mark.parametrize("href", ["view.html?id=3", "../attach/0/file.pdf", "?page=2", "ftp://files.example/a.zip", ""])
def test_a_link_that_leads_nowhere_from_here_is_its_words(href):
    assert body.clean(f'<p>见<a href="{href}" title="公告"><b>第3号</b>公告</a>。</p>') == "<p>见<b>第3号</b>公告。</p>"


@pytest.mark.parametrize("href", ["/news/1/", "#top", "//cdn.example/5.pdf", "mailto:zs@park.example", "tel:0311-8600"])
def test_a_link_with_a_whole_address_or_of_this_site_stays(href):
    assert f'href="{href}"' in body.clean(f'<p><a href="{href}">链接</a></p>')


@pytest.mark.parametrize("attributes", ['start="5"', 'start="128"', 'start="0"', 'start="-2"', 'start="3" type="I"'])
def test_a_list_keeps_its_first_number_and_its_kind(attributes):
    assert body.clean(f"<ol {attributes}><li>甲</li></ol>") == f"<ol {attributes}><li>甲</li></ol>"


@pytest.mark.parametrize("attribute", ['start="-01"', 'start="99999"', 'start="x"', 'type="disc"', 'type="1"'])
def test_a_list_with_an_odd_first_number_is_a_plain_one(attribute):
    assert body.clean(f"<ol {attribute}><li>甲</li></ol>") == "<ol><li>甲</li></ol>"


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>　　第一段　第二句</p>", "<p>第一段　第二句</p>"),
        ("<p>&nbsp;&nbsp;第一段<br>　　第二行</p>", "<p>第一段<br>第二行</p>"),
        ("<p>　<strong>　一、<em>概况</em></strong></p>", "<p><strong>一、<em>概况</em></strong></p>"),
        ("<pre>    return　1<br>  x</pre><p>　甲</p>", "<pre>    return　1<br>  x</pre><p>甲</p>"),
    ],
)
def test_spaces_before_a_line_are_no_part_of_it(html, stored):
    assert body.clean(html) == stored


def test_pictures_by_address_are_dropped_and_pictures_by_id_kept():
    assert body.clean('<p><img src="https://evil.example/x.png"><img data-image="7" src="x"></p>') == (
        '<p><img><img data-image="7"></p>'
    )


def test_a_first_heading_steps_below_the_pages_own():
    assert body.clean("<h1>标题</h1>") == "<h2>标题</h2>"


def test_boxes_of_pasted_pages_become_paragraphs():
    pasted = "<section><div><span>第一段</span></div><div>第二段<p>第三段</p></div><div><br></div></section>"
    assert body.clean(pasted) == "<p>第一段</p><p>第二段</p><p>第三段</p>"


def test_plain_text_becomes_paragraphs():
    assert body.clean("　　第一段。\n\n  第二段 a < b。\n") == "<p>第一段。</p><p>第二段 a &lt; b。</p>"


def test_a_body_too_long_is_refused():
    with pytest.raises(body.BodyRefused, match="太长"):
        body.clean("文" * (body.MAX_LENGTH + 1))


@pytest.mark.slow
def test_a_body_too_deep_is_refused_at_once():
    started = time.monotonic()
    with pytest.raises(body.BodyRefused, match="嵌套太深"):
        body.clean("<div>" * 50_000)
    assert time.monotonic() - started < 2


def test_nul_is_refused():
    with pytest.raises(body.BodyRefused, match="NUL"):
        body.clean("<p>\x00</p>")


@pytest.mark.parametrize(
    "declaration",
    ["<![>", "<![ if !IE]>", "<![foo[bar]]>", "<![if !supportLists]>", "<![endif]>", "<!DOCTYPE html>", "<!ELEMENT p>"],
)
def test_what_only_begins_like_markup_is_left_out(declaration):
    """As browsers do; Python's parser raises."""
    assert body.clean(f"<p>库房{declaration}面积</p>") == "<p>库房面积</p>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>乙<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->丙</p>", "乙丙"),
        ("<p>甲<![if !IE]>子<![endif]>乙<!--[if a]>x<![endif]-->丙</p>", "甲子乙丙"),
        ("<p>甲<!--[if !mso]><!-->中<!--<![endif]-->后</p>", "甲中后"),
        ("<p>甲<!---->乙<!-->丙<!--->丁<!-- a > b --!>戊</p>", "甲乙丙丁戊"),
        ("<p>甲<!-- 乙</p>", "甲 乙"),
    ],
)
def test_no_word_after_a_comment_is_lost(html, text):
    assert body.clean(html) == f"<p>{text}</p>"


def test_one_that_never_ends_takes_the_rest_with_it():
    assert body.clean("<p>库房</p><![foo 面积") == "<p>库房</p>"


def test_what_a_parser_cannot_read_is_refused_and_why(monkeypatch):
    def feed(parser, html):
        raise AssertionError("unknown status keyword")

    monkeypatch.setattr(body.HTMLParser, "feed", feed)
    with pytest.raises(body.BodyRefused, match="读不出来"):
        body.clean("<p>库房</p>")


@pytest.mark.parametrize("odd", ["\x08", "\uffff", "\ufdd0", "\ud800", "&#8;", "&#xFFFF;", "&#x1FFFE;"])
@pytest.mark.parametrize("html", ["<p>库{}房</p>", "库{}房"])
def test_no_control_and_no_noncharacter_reaches_a_page(html, odd):
    assert body.clean(html.format(odd)) == "<p>库房</p>"


@pytest.mark.parametrize("odd", ["\x08", "&#8;", "\ufffe", "&#xFFFE;"])
def test_an_address_is_judged_as_it_is_stored(odd):
    assert "script:" not in body.clean(f'<p><a href="java{odd}script:alert(1)">甲</a></p>')


PIECES = "< > <! <![ ]]> -- <!-- --> </ <? <p> </p> <div <script> <svg> <table> <tr> <th> &# &lt; = ' 库房 [CDATA[ !IE"
PIECES += " <a> <a/href=x> </a> <b> </b> <br> &nbsp;"


@pytest.mark.slow
@example("<&nbsp;<")
@example("\x1f")
@example("<br></p> 0")
@example("<a><table><a>")
@given(st.lists(st.one_of(st.sampled_from(PIECES.split()), st.text(max_size=3)), max_size=14).map("".join))
def test_any_text_is_refused_or_cleaned_for_good(text):
    try:
        cleaned = body.clean(text)
    except body.BodyRefused:
        return
    assert body.clean(cleaned) == cleaned
    assert "<script" not in cleaned


def test_many_paragraphs_left_open_are_not_deep():
    assert body.clean("<p>段" * 500).count("<p>") == 500


def test_the_excerpt_is_words_without_markup():
    assert body.excerpt("<h2>题</h2><p>一 &amp; 二<br>三</p>") == "题 一 & 二 三"


def test_the_excerpt_is_never_cut_inside_a_figure():
    assert body.excerpt("<p>总投资1692亿元</p>", length=5) == "总投资…"


@pytest.mark.django_db
def test_every_way_of_saving_sanitises():
    article = builders.draft(body="<p>好</p><script>坏</script>")
    article.refresh_from_db()
    assert article.body == "<p>好</p>"
    article.body = "<p onclick=x>再</p>"
    article.save(update_fields=["body"])
    article.refresh_from_db()
    assert (article.body, article.excerpt) == ("<p>再</p>", "再")


@pytest.mark.django_db
def test_saving_other_fields_leaves_the_body_alone():
    article = builders.draft(body="<p>好</p>")
    Article.objects.filter(pk=article.pk).update(excerpt="手改")
    article.title = "新标题"
    article.save(update_fields=["title"])
    article.refresh_from_db()
    assert (article.title, article.excerpt) == ("新标题", "手改")


@pytest.mark.slow
def test_what_only_escaping_makes_too_long_is_refused_at_once():
    """Else the form took it, and storing it failed."""
    with pytest.raises(body.BodyRefused, match="太长"):
        body.clean("&" * 100_000)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (
            "<table><thead><tr><th>园区</th><th>净高</th></tr></thead><tbody><tr><th>甲</th><td>9</td></tr></tbody></table>",
            '<table><thead><tr><th scope="col">园区</th><th scope="col">净高</th></tr></thead>'
            '<tbody><tr><th scope="row">甲</th><td>9</td></tr></tbody></table>',
        ),
        (
            '<table><tbody><tr><th colspan="2">甲</th><td>9</td></tr></tbody></table>',
            '<table><tbody><tr><th scope="row" colspan="2">甲</th><td>9</td></tr></tbody></table>',
        ),
        (
            '<table><tbody><tr><th scope="rowgroup">甲</th><td>9</td><th>乙</th></tr></tbody></table>',
            '<table><tbody><tr><th scope="rowgroup">甲</th><td>9</td><th>乙</th></tr></tbody></table>',
        ),
        ("<table><tbody><tr><td>甲</td></tr></tbody></table>", "<table><tbody><tr><td>甲</td></tr></tbody></table>"),
    ],
    ids=["heads and rows", "a row's name over two columns", "what says so itself", "no header cell"],
)
def test_header_cells_say_what_they_name(stored, shown):
    assert body.clean(stored) == stored
    assert body.render(stored, {}) == f"{body.TABLE_BOX}{shown}</div>"
