"""Categories below categories: every way up ends."""

from moving.source import Oddity


def cut_loops(parents: dict[str, str]) -> dict[str, Oddity]:
    """Take from `parents` ({id: the id above it, or ""}) what is above nothing, or above itself: that one is at the
    top. Returns what was odd, by id.
    """
    oddities: dict[str, Oddity] = {}
    safe: set[str] = set()
    for start, parent in parents.items():
        if parent and parent not in parents:
            oddities[start] = Oddity("parent-gone", parent)
            parents[start] = ""
        # A dict for its order: a hostile way is as long as there are categories.
        way, last = {start: None}, start
        while (at := parents[last]) and at not in safe:
            if at in way or at not in parents:
                oddities[last] = Oddity("category-loop", " → ".join([*[*way][-5:], at]))
                parents[last] = ""
                break
            way[at], last = None, at
        safe.update(way)
    return oddities
