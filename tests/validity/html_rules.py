"""What a page must keep to beyond being parsed; each rule yields a sentence for each place that breaks it."""

from itertools import pairwise

import html5lib

#: What one can click or type in: none may stand inside another.
INTERACTIVE = ("a", "button", "input", "select", "textarea", "summary", "iframe")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
CONTROLS = "//input[not(@type='hidden') and not(@type='submit' and @value)] | //select | //textarea"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def parse(page):
    """(lxml tree without namespaces, [parse error, as the HTML standard names it]) of a page."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    tree = parser.parse(page)
    return tree, [f"line {line}: {code} {words or ''}" for (line, _), code, words in parser.errors]


def told(element):
    return f"<{element.tag} {' '.join(f'{name}={value!r}' for name, value in element.attrib.items())}>"[:120]


def text(element):
    """What is read out of an element: its text and its pictures' alternatives."""
    return "".join(element.itertext()).strip() or "".join(element.xpath(".//img/@alt"))


def ids_are_unique(tree):
    ids = tree.xpath("//@id")
    yield from sorted({f"#{each} twice" for each in ids if ids.count(each) > 1})


def references_lead_somewhere(tree):
    ids = {*tree.xpath("//@id"), "top"}
    for name in REFERENCES:
        for value in tree.xpath(f"//@{name}"):
            yield from (f"{name}={each}" for each in value.split() if each not in ids)
    yield from (href for href in tree.xpath("//a/@href[starts-with(., '#')]") if href[1:] not in ids)


def pictures_have_words_and_room(tree):
    for picture in tree.xpath("//img[not(@alt) or not(@width) or not(@height)]"):
        yield told(picture)


def headings_are_in_order(tree):
    levels = [HEADINGS.index(each.tag) + 1 for each in tree.iter(*HEADINGS)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"h1 is not the first and only one: {levels}"
    yield from (f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1)


def nothing_to_click_is_inside_another(tree):
    for element in tree.iter("a", "button", "summary"):
        yield from (f"{told(inner)} in {told(element)}" for inner in element.iterdescendants(*INTERACTIVE))
    for label in tree.iter("label"):
        if len(label.xpath(".//input | .//select | .//textarea | .//button")) > 1:
            yield f"several controls in {told(label)}"


def everything_to_use_has_a_name(tree):
    labelled = set(tree.xpath("//label/@for"))
    for control in tree.xpath(CONTROLS):
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in labelled
        if not named and not any(text(label) for label in control.iterancestors("label")):
            yield told(control)
    # A button both disabled and hidden is nothing to use: it keeps Enter in a field from pressing the first of a form.
    for element in tree.xpath("//a[@href and not(@aria-hidden='true')] | //button[not(@disabled and @hidden)]"):
        if not text(element) and not element.get("aria-label") and not element.get("title"):
            yield told(element)


def the_head_says_what_the_page_is(tree):
    one = {"language": "/html[@lang='zh-CN']", "charset": "//meta[@charset]", "viewport": "//meta[@name='viewport']",
           "title": "/html/head/title[normalize-space()]", "main": "//main"}  # fmt: skip
    yield from (f"{name}: not one" for name, path in one.items() if len(tree.xpath(path)) != 1)
    for path in ("//meta[@name='description']", "//link[@rel='canonical']", "//meta[@name='robots']"):
        if len(tree.xpath(path)) > 1:
            yield f"{path}: several"
    yield from (f"{link}: not absolute" for link in tree.xpath("//link[@rel='canonical']/@href") if "://" not in link)


def nothing_runs_in_the_page(tree):
    """As the security policy of public pages wants it."""
    yield from (told(script) for script in tree.xpath("//script[not(@src) and not(@type='application/ld+json')]"))
    yield from (told(style) for style in tree.xpath("//style | //*[@style]"))
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield from (told(element) for name in element.attrib if name.startswith("on"))
    yield from tree.xpath("//@href[starts-with(., 'javascript:')]")


EVERYWHERE = (
    ids_are_unique,
    references_lead_somewhere,
    pictures_have_words_and_room,
    nothing_to_click_is_inside_another,
    everything_to_use_has_a_name,
)
PUBLIC = (*EVERYWHERE, headings_are_in_order, the_head_says_what_the_page_is, nothing_runs_in_the_page)
