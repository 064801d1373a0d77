"""What a look found, as a step keeps it: the facts in words, and the names with their counts, for the page of names."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from moving.address_book import AddressBook
from moving.completeness import damage
from moving.decisions import Usage
from moving.files import IndexedFiles
from moving.look_words import MOST_HOSTS, TABLES, lines_of_files, lines_of_hosts, lines_of_people, name_of
from moving.models import Sort
from moving.source import Facts, Source


def look(source: Source, words: Mapping[str, str], *, has_uploads: bool) -> dict[str, Any]:
    """All of it, as JSON. Reads the source twice."""
    facts = source.facts()
    usage = Usage.of(source)
    files = source.files
    return {
        "title": facts.title,
        "facts": _facts(facts),
        "titles": list(facts.sample_titles),
        "counts": _counts(facts),
        "oddities": [
            [words.get(code, code), count, list(examples)] for code, (count, examples) in facts.oddities.items()
        ],
        "hosts": lines_of_hosts(facts, AddressBook(source.base_url, source.own_hosts)),
        "files": lines_of_files(files) if has_uploads and isinstance(files, IndexedFiles) else [],
        "people": lines_of_people(facts),
        "damage": damage(source),
        "usage": usage_as_json(usage),
    }


def _facts(facts: Facts) -> list[list[str]]:
    linked = "、".join(f"{host}（{count} 篇）" for host, count in list(facts.found_hosts.items())[:MOST_HOSTS])
    return [
        ["程序", facts.program],
        ["站名", facts.title or "（没有）"],
        ["设置里的网址", facts.told_host or "（没有）"],
        ["正文链接到", linked or "（没有）"],
        ["文章地址规则", facts.preset],
        ["时区", facts.time_zone],
        ["编码", facts.charset],
    ]


def _counts(facts: Facts) -> list[list[str]]:
    return [
        [TABLES.get(table, table), "，".join(f"{name_of(what)} {count}".strip() for what, count in counts.items())]
        for table, counts in facts.counts.items()
        if counts
    ]


def usage_as_json(usage: Usage) -> dict[str, Any]:
    """For `usage_from`."""
    return {
        "counts": {sort.value: dict(counts) for sort, counts in usage.counts.items()},
        "pages": usage.pages,
        "names": [[sort.value, old_id, name] for (sort, old_id), name in usage.names.items()],
        "parents": usage.parents,
        "stories": usage.stories,
        "hosts": usage.hosts,
        "newest": usage.newest,
        "undated": [usage.undated_count, usage.undated],
    }


def usage_from(kept: Mapping[str, Any]) -> Usage:
    """The names and their counts, as the look that kept them found them."""
    undated_count, undated = kept.get("undated", (0, []))
    return Usage(
        counts={sort: Counter(kept["counts"].get(sort.value, {})) for sort in Sort},
        pages=dict(kept["pages"]),
        names={(Sort(sort), old_id): name for sort, old_id, name in kept["names"]},
        parents=dict(kept["parents"]),
        stories=kept["stories"],
        # A look of before this was asked has none.
        hosts=tuple(kept.get("hosts", ())),
        undated_count=undated_count,
        undated=undated,
        newest=kept.get("newest", []),
    )
