"""The paragraphs that WordPress makes of a text typed without any (its `wpautop`): small, and no letter of it lost."""

import re

#: What is left as it is, with all that stands in it.
_WHOLE = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "figure", "form", "address"),
    *("script", "style", "textarea", "fieldset", "details", "select", "svg", "math"),
    *("video", "audio", "iframe", "object"),
}
#: What holds paragraphs of its own, and what stands between paragraphs without an end.
_BOXES = {"div", "blockquote", "section", "article", "aside", "header", "footer", "main", "nav", "center"}
_RULES = {"hr"}
_TOKEN = re.compile(r"""<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|'[^']*'|[^'">]){0,4000}+>""", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_BREAK = re.compile(r"(<br\s*/?>)?[^\S\n]*\n[^\S\n]*(?=(<br\b)?)", re.IGNORECASE)


def with_paragraphs(markup: str) -> str:
    """A blank line divides paragraphs, a line break is one: not in what is a block already."""
    return _Writing().write(markup.replace("\r\n", "\n").replace("\r", "\n"))


class _Writing:
    """One text."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.line: list[str] = []
        #: Boxes that are open; the block that is left alone, and how often it is open.
        self.boxes, self.whole, self.depth = 0, "", 0

    def write(self, markup: str) -> str:
        """The whole text."""
        end = 0
        for token in _TOKEN.finditer(markup):
            self._add(markup[end : token.start()])
            self._tag(token[0], (token[1] or "").lower())
            end = token.end()
        self._add(markup[end:])
        self._flush()
        return "".join(self.written)

    def _add(self, text: str) -> None:
        (self.written if self.whole else self.line).append(text)

    def _tag(self, tag: str, name: str) -> None:
        is_end = tag.startswith("</")
        if self.whole:
            self.written.append(tag)
            if name == self.whole and not tag.endswith("/>"):
                # A paragraph ends where the next one begins.
                self.depth += -1 if is_end else int(name != "p")
                self.whole = self.whole if self.depth else ""
        elif name in _WHOLE or name in _BOXES or name in _RULES:
            self._flush()
            self.written.append(tag)
            if name in _WHOLE and not is_end and not tag.endswith("/>"):
                self.whole, self.depth = name, 1
            elif name in _BOXES:
                self.boxes = max(0, self.boxes + (-1 if is_end else 1))
        else:
            # A line that ends inside of a tag is none of the text.
            self.line.append(tag.replace("\n", " "))

    def _flush(self) -> None:
        text, self.line = "".join(self.line).strip(), []
        parts = [part for part in _BLANK_LINE.split(text) if part.strip()] if text else []
        lines = [_BREAK.sub(_line_break, part.strip()) for part in parts]
        if self.boxes and len(lines) == 1:
            self.written += lines
        else:
            self.written += [f"<p>{line}</p>\n" for line in lines]


def _line_break(match: re.Match[str]) -> str:
    return "\n" if match[2] else f"{match[1] or '<br>'}\n"
