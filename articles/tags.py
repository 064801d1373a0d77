"""Tag input: how editors type several tags into one field."""

import re

SEPARATORS = re.compile(r"[，、；;,\n\r\t]+")


def parse(text):
    """Split what an editor typed into tag names: order kept, spaces inside a name kept, doubles (by case) dropped."""
    names = {}
    for name in SEPARATORS.split(text or ""):
        name = " ".join(name.split())
        if name:
            names.setdefault(name.casefold(), name)
    return list(names.values())


def join(tags):
    """The tags as an editor would type them, so that parse(join(tags)) gives the same names."""
    return "、".join(tag.name for tag in tags)
