"""WordPress's own writing: paragraphs without tags, shortcodes, and the sizes of a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.old_markup import visible
from moving.wordpress.paragraphs import with_paragraphs
from moving.wordpress.shortcodes import turned
from moving.wordpress.uploads import WordPressFiles


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("一\n\n二", "<p>一</p>\n<p>二</p>\n"),
        ("一\r\n二", "<p>一<br>\n二</p>\n"),
        ("一<br />\n二", "<p>一<br />\n二</p>\n"),
        ("  \n\n ", ""),
        ("<h2>题</h2>\n文\n\n\n文", "<h2>题</h2><p>文</p>\n<p>文</p>\n"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<table>\n<tr><td>a\n\nb</td></tr>\n</table>尾", "<table>\n<tr><td>a\n\nb</td></tr>\n</table><p>尾</p>\n"),
        ("<ul><li><ul><li>a</li></ul>\n\n</li></ul>后", "<ul><li><ul><li>a</li></ul>\n\n</li></ul><p>后</p>\n"),
        ("<div>一行</div>", "<div>一行</div>"),
        ("<div>一\n\n二</div>", "<div><p>一</p>\n<p>二</p>\n</div>"),
        ("<p>一<p>二</p>三", "<p>一<p>二</p><p>三</p>\n"),
        ('<a\nhref="/x"\n\ntitle=">">字</a>', '<p><a href="/x"  title=">">字</a></p>\n'),
        ("3 < 5\n\n7 > 6", "<p>3 < 5</p>\n<p>7 > 6</p>\n"),
    ],
)
def test_blank_lines_make_paragraphs_but_not_inside_of_blocks(typed, shown):
    assert with_paragraphs(typed) == shown


PIECES = st.sampled_from(
    [
        *("字", "a b", "\n", "\n\n", " \n \n", "\r\n", "<br>", "<br />\n", "<p>", "</p>", "<div>", "</div>"),
        *("<pre>", "</pre>", "<table><tr><td>", "</td></tr></table>", "<li>", "</ul>", "<strong>", "</strong>", "<hr>"),
        *('<a title=">">', "</a>", "<!-- x\n\ny -->", "< 3", "&lt;", "&amp;", "<h2>", "</h2>", "<blockquote>"),
        *("</blockquote>", "[gallery]"),
    ]
)


@pytest.mark.slow
@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_letter_is_lost_or_added(typed):
    assert visible(with_paragraphs(typed)) == visible(typed)


PICTURES = {"5": "https://shi.example/wp-content/uploads/a.jpg", "6": "/b.jpg"}


@pytest.mark.parametrize(
    ("typed", "shown", "codes"),
    [
        (
            '[caption id="x" width="300"]<img src="a.jpg" /> 图 &amp; 字[/caption]',
            '<figure><img src="a.jpg" /><figcaption>图 &amp; 字</figcaption></figure>',
            [],
        ),
        (
            '[caption caption="旧写法"]<a href="/"><img src="a.jpg"></a>[/caption]',
            '<figure><a href="/"><img src="a.jpg"></a><figcaption>旧写法</figcaption></figure>',
            [],
        ),
        (
            '[gallery ids="5, 6,7"]',
            f'<figure><img src="{PICTURES["5"]}"></figure><figure><img src="/b.jpg"></figure>',
            ["gallery-gone"],
        ),
        ("[embed]https://v.example/1[/embed]", '<a href="https://v.example/1">https://v.example/1</a>', []),
        ('[video mp4="/a.mp4"][/video]', '<a href="/a.mp4">/a.mp4</a>', []),
        ('[contact-form-7 id="3"]', '[contact-form-7 id="3"]', ["shortcode"]),
        ("见[1]、[注]、[[gallery]]", "见[1]、[注]、[[gallery]]", []),
        ("[caption]没有图[/caption]", "没有图", []),
    ],
)
def test_shortcodes_are_turned_or_named(typed, shown, codes):
    markup, oddities = turned(typed, PICTURES)
    assert markup.strip() == shown
    assert [oddity.code for oddity in oddities] == codes


@pytest.fixture
def uploads(tmp_path):
    """Files with these names, as the index finds them: found(name)."""

    def uploads(*names, originals=()):
        files = WordPressFiles()
        for name in names:
            files.add(f"uploads/{name}", lambda: None)
        files.originals = {f"wp-content/uploads/{name}" for name in originals}
        return lambda name: (files.find(f"/blog/wp-content/uploads/{name}") or "").removeprefix("wp-content/uploads/")

    return uploads


def test_a_size_of_a_picture_is_the_picture_where_that_is_there(uploads):
    found = uploads("a.jpg", "a-300x200.jpg", "b-300x200.jpg", "c-scaled.jpg")
    assert found("a-300x200.jpg") == found("a-99x99.jpg") == found("a.jpg") == "a.jpg"
    assert found("b-300x200.jpg") == "b-300x200.jpg"
    assert found("c-300x200.jpg") == "c-scaled.jpg"
    assert found("d.jpg") == ""


def test_a_picture_that_was_uploaded_under_such_a_name_is_itself(uploads):
    found = uploads(
        "plan.jpg", "plan-1024x768.jpg", "e.jpg", "e-scaled.jpg", originals=["plan-1024x768.jpg", "e-scaled.jpg"]
    )
    assert found("plan-1024x768.jpg") == "plan-1024x768.jpg"
    assert found("e-300x200.jpg") == "e-scaled.jpg"
