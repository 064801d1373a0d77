"""Clipboards of all kinds: readers see the text that one saw where it was copied, or a line says what was taken out."""

import re
from itertools import accumulate

import pytest

from tests import builders
from tests.browser.conftest import DESKTOP
from tests.browser.editor import TEXT, held, stored_image
from tests.browser.test_pasting import CLIPBOARD, PASTE

VISIBLE = (CLIPBOARD.parent / "visible_text.js").read_text(encoding="utf-8").split("\n", 1)[1].rstrip(";\n")
TITLE = "示例产业园三期封顶"
#: What is taken out of each, in its order; of the others nothing.
TAKEN = {
    "byline.clip": (TITLE, "日期：2026-11-20来源：示例日报记者张示例"),
    "byline_pieces.clip": (TITLE, "2026年11月20日09:30来源：示例日报作者：张示例、李示例阅读量：1283"),
    "byline_under_a_title.clip": ("来源：示例晚报", "2026.11.2017:05", "本报记者王示例通讯员李示例"),
    "buttons.clip": ("招商用工", "立即报名", "复制链接", "草稿"),
    "government.clip": (
        "您的位置：首页>政务公开>通知公告",
        "浏览次数：1283",
        "字体：【大中小】",
        "【打印本页】【关闭窗口】",
    ),
    "government_line.clip": ("浏览次数：356", "[字号：大中小]", "打印|关闭", "上一篇：关于清费的通知"),
    "h1_alone.clip": (TITLE,),
    "h1_and_text.clip": (TITLE,),
    "page.clip": ("示例开发区签约三个项目", "昨天"),
    "toutiao.clip": ("关注",),
    "wechat.clip": ("示例市新能源项目集中开工", "示例发布2026年11月20日08:30"),
    "wechat_under_a_title.clip": ("示例港2026年11月22日07:00",),
    "wechat_svg.clip": ("一季度12.5亿元",),
    "wechat_whole_page.clip": (
        "示例区“十五五”首批项目签约",
        "原创李示例示例区融媒2026年11月21日18:05示例省",
        "#招商12个",
        "阅读3021赞45",
    ),
}
#: Where more than words is lost, or where words went.
NOTICES = {
    "government_columns.clip": "“省级政策”“市级政策”",
    "links.clip": "“第3号公告”“第4号”“第5号”“第7号”“展开全文”“旧下载”",
    "media.clip": "视频 1 个、音频 1 个、动画 1 个、嵌入的网页 1 个",
    "pictures.clip": "图片 1 个",
    "wechat_chapters.clip": "公众号名片 1 个",
    "wechat_video.clip": "视频 2 个、音频 1 个",
    "h1_alone.clip": "填入：标题",
    "byline.clip": "填入：标题、来源、署名、事件日期。",
    "byline_pieces.clip": "填入：标题、来源、署名、事件日期、来源链接。",
    "byline_under_a_title.clip": "填入：来源、署名、事件日期。",
}
#: What stands in the fields 来源, 署名 and 事件日期 then; of the others nobody looks at it.
FACTS = {
    "byline.clip": ["示例日报", "张示例", "2026-11-20"],
    "byline_pieces.clip": ["示例日报", "张示例、李示例", "2026-11-20"],
    "byline_under_a_title.clip": ["示例晚报", "王示例、李示例", "2026-11-20"],
}
HEADER = re.compile(r"\A(?:\w+:.*\n)+")
FILLED = re.compile("^已从粘贴的内容填入：[^。]+。请核对。")
SEPARATORS = re.compile("[\\s\u00a0\u00ad\u200b\u200e\u200f\u202c]+")
#: Where the links of each lead; those of the others nobody looks at.
LINKS = {
    "chat.txt": ["https://mp.example/s/abc"],
    "codes.clip": ["http://www.example.com", "https://www.example.com/news/1/"],
    "government.clip": ["https://gov.example/zwgk/2026/view.html?id=3"],
    "government_columns.clip": [],
    "government_line.clip": ["https://fgw.example/art/2026/attach/0/file.pdf"],
    "links.clip": [
        "https://cdn.example/6.pdf",
        "https://www.example.com/a?utm_source=wechat&spm=1.2",
        "tel:0311-86001234",
        "mailto:zs@park.example",
    ],
    "links_based.clip": [
        "https://news.example/2026/view.html?id=3",
        "https://news.example/zwgk/4.html",
        "https://cdn.example/5.pdf",
    ],
    "markdown.txt": ["https://example.com/a"],
    "notepad.txt": ["http://www.example.com"],
    "word_footnotes.clip": [],
}
#: How many tables of figures there are in each whose page is made of tables.
TABLES = {
    "email.clip": 0,
    "excel.clip": 1,
    "government.clip": 1,
    "government_columns.clip": 0,
    "government_data.clip": 1,
}
#: Of which nothing is out of sight, since a field holds it.
WHOLLY_FILLED = {"h1_alone.clip", "h1_and_text.clip"}
FIELDS = "title", "source_name", "source_url", "event_date"


def lines(visible):
    """Its lines and cells without white space, which the page makes its own."""
    return [line for raw in re.split(r"[\n\t]", visible) if (line := SEPARATORS.sub("", raw))]


def ends(parts):
    """After how many characters of the text each line ends."""
    return set(accumulate(map(len, parts)))


@pytest.fixture
def visible_text(chromium):
    """`visible_text(html)`: what one sees where it was copied."""
    context = chromium.new_context(**DESKTOP, java_script_enabled=False, offline=True)

    def visible(html):
        page = context.new_page()
        page.set_content(html, wait_until="commit")
        return page.locator("body").evaluate(VISIBLE)

    yield visible
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(CLIPBOARD.iterdir()), ids=lambda path: path.name)
def test_the_visible_text_is_the_clipboards_or_a_line_says_what_was_taken_out(path, desk, visible_text, open_page):
    clipboard = path.read_text(encoding="utf-8")
    is_plain = path.suffix == ".txt"
    copied = lines(clipboard if is_plain else visible_text(HEADER.sub("", clipboard)))
    page, image = desk(), stored_image()
    page.unroute("**/bring/")
    page.route("**/bring/", lambda route: route.fulfill(json={"pictures": bring(route, image)}))
    if path.stem.endswith("under_a_title"):
        page.locator("#id_title").fill("编辑自己的标题")
    page.locator(TEXT).click()
    page.evaluate(PASTE, ["", "", TEXT, clipboard] if is_plain else [clipboard, "", TEXT, ""])
    page.wait_for_function("() => !document.querySelector('#id_body').value.includes('data-remote')")
    notice = page.locator(".editor-says").inner_text()
    facts = [page.locator(f"#id_{name}").input_value() for name in ("source_name", "byline", "event_date")]
    said = SEPARATORS.sub("", notice + "".join(page.locator(f"#id_{name}").input_value() for name in FIELDS))
    prose = open_page(builders.article(body=held(page)).get_absolute_url()).locator(".prose")
    markup = prose.inner_html()
    links = prose.locator("a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    public = lines(prose.evaluate(VISIBLE))

    for words in TAKEN.get(path.name, ()):
        assert words in said
        index = next(index for index, line in enumerate(copied) if words in line)
        copied[index] = copied[index].replace(words, "", 1)
    copied = list(filter(None, copied))
    assert "".join(public) == "".join(copied)
    assert ends(copied) <= ends(public), "lines run together"
    assert NOTICES.get(path.name, "") in notice
    assert facts == FACTS.get(path.name, facts)
    assert links == LINKS.get(path.name, links)
    assert markup.count("<table") == TABLES.get(path.name, markup.count("<table"))
    assert not re.search(r"(<p>|<br>)(\s|&nbsp;)", markup), "an indent made of spaces"
    assert bool(FILLED.sub("", notice)) == (path.name in TAKEN | NOTICES and path.name not in WHOLLY_FILLED)


def bring(route, image):
    addresses = re.findall(r'name="url"\r\n\r\n(\S+)', route.request.post_data or "")
    return {address: {"id": image.pk} for address in addresses}
