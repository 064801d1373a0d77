"""The notation the demo's texts are written in, and the HTML made of it."""

import re
from collections.abc import Mapping
from html import escape


def to_html(notation: str, image_ids: Mapping[str, int]) -> str:
    """Markup, as `articles.body.clean()` leaves it, of our notation. `image_ids` is {picture's name: Image id}.

    A line is a paragraph, `## ` and `### ` headings, `- ` and `1. ` list items, `> ` a quotation, `| a | b |` a table
    whose first row is its head and whose first column names the rows, `![name] caption` a figure, `[words](address)` a
    link, `**words**` strong.
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
    lines = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>' for name, *cells in body
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
