"""Makes articles of the stories in `stories/*.toml`: draws their figures, fills them in, turns the notation into HTML.

Nothing here touches the database, and the same seed always gives the same texts.
"""

import operator
import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from pathlib import Path

from django.utils.functional import cached_property

STORIES = Path(__file__).with_name("stories")
#: What the last line of every text says.
NOTE = "本文为示例内容，文中的园区、企业、项目和数字均为虚构。"

_OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_RANGE = re.compile(r"([\d.]+)\.\.([\d.]+?)(?: by ([\d.]+))?")


@dataclass
class Topic:
    """One file of stories: what they have in common, and the paragraphs any of them may go on with."""

    name: str
    section: str
    tags: list
    pictures: list
    firms: list
    stories: list
    blocks: list
    closings: list

    @classmethod
    def read(cls, path):
        return cls(**tomllib.loads(path.read_text(encoding="utf-8")))


def topics():
    """Every topic, in the order of their file names."""
    return [Topic.read(path) for path in sorted(STORIES.glob("*.toml"))]


@dataclass
class Text:
    """A story told once: what its words stand for is drawn on first use."""

    topic: Topic
    story: dict
    use: int
    words: dict
    random: object
    with_pictures: bool = True
    figures: dict = field(init=False)

    def __post_init__(self):
        firm = self.topic.firms[self.random.randrange(len(self.topic.firms))]
        self.words = {"firm": firm, "company": f"{firm}（示例）", **self.words}
        self.figures = draw(self.story.get("figures", {}), self.random)

    @property
    def title(self):
        titles = self.story["titles"]
        return self._fill(titles[self.use % len(titles)])

    @property
    def summary(self):
        """The editor's summary, or empty: the page then takes the beginning of the body."""
        return self._fill(self.story.get("summary", ""))

    @property
    def tags(self):
        return [*self.story.get("tags", []), *self.topic.tags[self.use % 2 :: 2]][:5]

    @cached_property
    def notation(self):
        """The whole text in the notation of the files."""
        leads = self.story["leads"]
        parts = [self._fill(leads[self.use % len(leads)]), self._fill(self.story.get("body", ""))]
        count = self.story.get("blocks", self.random.choice((1, 2, 2, 3)))
        for block in self.random.sample(self.topic.blocks, min(count, len(self.topic.blocks))):
            parts.append(fill(block["text"], self.words | draw(block.get("figures", {}), self.random)))
        if count:
            parts.append(self._fill(self.random.choice(self.topic.closings)))
        text = "\n".join(part.strip() for part in [*parts, NOTE] if part.strip())
        return text if self.with_pictures else re.sub(r"^!\[.*\n", "", text, flags=re.MULTILINE)

    def html(self, image_ids):
        """The body's markup; `image_ids` is {picture name: Image id}."""
        return to_html(self.notation, image_ids)

    def _fill(self, text):
        return fill(text, self.words | self.figures)


def draw(specifications, random):
    """{name: figure as text} of `"3.2..9.6"`, `"100..400 by 20"`, `"a|b|c"`, or `"first + second"` of earlier ones.

    A range gives as many decimals as its lower end has, or multiples of its step.
    """
    drawn = {}
    for name, specification in specifications.items():
        words = specification.split()
        if len(words) == 3 and words[1] in _OPERATORS:
            left, right = (Decimal(drawn.get(word, word)) for word in (words[0], words[2]))
            value = _OPERATORS[words[1]](left, right)
            drawn[name] = plain(round(value, 1) if words[1] == "/" else value)
        elif match := _RANGE.fullmatch(specification):
            low, high, step = match.groups()
            step = Decimal(step) if step else Decimal(1).scaleb(Decimal(low).as_tuple().exponent)
            steps = int((Decimal(high) - Decimal(low)) / step)
            drawn[name] = plain(Decimal(low) + step * random.randint(0, steps))
        else:
            drawn[name] = random.choice(specification.split("|"))
    return drawn


def plain(number):
    """A Decimal as people write it: 5 for 5.0, 120 for 1.2E+2."""
    return f"{number.normalize():f}"


def fill(text, words):
    """`{name}` replaced by what it stands for. Raises KeyError for a name that stands for nothing."""
    return re.sub(r"\{(\w+)\}", lambda match: str(words[match[1]]), text)


def to_html(notation, image_ids):
    """Markup, as `articles.body.clean()` leaves it, of our notation.

    A line is a paragraph, `## ` and `### ` headings, `- ` and `1. ` list items, `> ` a quotation, `| a | b |` a table
    whose first row is its head, `![picture] caption` a figure, `[words](address)` a link, `**words**` strong.
    """
    html, lines = [], [line.strip() for line in notation.splitlines() if line.strip()]
    while lines:
        kind = _kind(lines[0])
        group = [lines.pop(0)]
        while lines and kind in {"- ", "1. ", "> ", "| "} and _kind(lines[0]) == kind:
            group.append(lines.pop(0))
        html.append(_element(kind, group, image_ids))
    return "".join(html)


def _kind(line):
    return next((mark for mark in ("### ", "## ", "- ", "1. ", "> ", "| ", "![") if line.startswith(mark)), "")


def _element(kind, lines, image_ids):
    texts = [_inline(line.removeprefix(kind)) for line in lines]
    match kind:
        case "## " | "### ":
            level = len(kind)
            return f"<h{level - 1}>{texts[0]}</h{level - 1}>"
        case "- " | "1. ":
            tag = "ul" if kind == "- " else "ol"
            return f"<{tag}>{''.join(f'<li>{text}</li>' for text in texts)}</{tag}>"
        case "> ":
            return f"<blockquote>{''.join(f'<p>{text}</p>' for text in texts)}</blockquote>"
        case "| ":
            return _table([[cell.strip() for cell in text.strip("| ").split("|")] for text in texts])
        case "![":
            name, caption = lines[0].removeprefix("![").split("] ", 1)
            caption = escape(caption, quote=False)
            image = f'<img alt="{caption}" data-image="{image_ids[name]}">'
            return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    return f"<p>{texts[0]}</p>"


def _inline(text):
    text = escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"\[([^\]]+)\]\((https?://[^)]+)\)", r'<a href="\2" rel="noopener nofollow">\1</a>', text)


def _table(rows):
    head, *body = rows
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
