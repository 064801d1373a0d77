"""Rows of an old site in the table of old addresses, on each of its hosts."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from addresses.models import OldAddress
from addresses.pasting import is_ours
from moving.models import OldSite

#: (kind, key), as addresses.zblog parses an address.
Key = tuple[str, str]

ADD = """
INSERT INTO addresses_oldaddress
    (host, kind, key, article_id, zone_id, city_id, section_id, tag_id, image_id, path, created_at)
SELECT host, kind, key, %(article_id)s, %(zone_id)s, %(city_id)s, %(section_id)s, %(tag_id)s, %(image_id)s, %(path)s,
    statement_timestamp()
FROM unnest(%(hosts)s::text[], %(kinds)s::text[], %(keys)s::text[]) AS row (host, kind, key)
ON CONFLICT (kind, key, host) DO NOTHING RETURNING id
"""


class OldRows:
    """Adds rows and takes them away. What somebody else has said of an address stands."""

    def __init__(self, site: OldSite) -> None:
        self.hosts = list(site.hosts)

    def keep(
        self, keys: Iterable[Key], is_ours_still: Callable[[OldAddress], bool] = lambda row: False, **target: Any
    ) -> tuple[list[int], list[str]]:
        """Have the addresses lead to the target (a field of OldAddress and its value; nothing: gone).

        Rows that lead elsewhere stay so, but for those of which `is_ours_still` says that an import has written them
        and nobody else since. Returns the ids of all their rows, and the keys whose rows lead elsewhere or cannot be.
        """
        keys = list(keys)
        wanted = [(host, kind, key) for kind, key in keys for host in self.hosts]
        refused = {key for kind, key in keys if kind == "path" and is_ours(key)}
        wanted = [each for each in wanted if each[2] not in refused]
        if not wanted:
            return [], sorted(refused)
        ours = self._added(wanted, target)
        if len(ours) == len(wanted):
            return ours, sorted(refused)
        there = self._there(wanted)
        elsewhere = {each: row for each, row in there.items() if said(row) != in_words(target)}
        turned = [row.pk for row in elsewhere.values() if is_ours_still(row)]
        self.turn(turned, target)
        taken = {each for each, row in elsewhere.items() if row.pk not in turned}
        ours = [row.pk for each, row in there.items() if each not in taken]
        return ours, sorted({*refused, *(key for *_, key in taken)})

    def _added(self, wanted: list[tuple[str, str, str]], target: dict[str, Any]) -> list[int]:
        """Add those rows that are not there yet, whatever they say; returns the new ones' ids."""
        hosts, kinds, keys = zip(*wanted, strict=True)
        values = _columns(target)
        with connection.cursor() as cursor:
            cursor.execute(ADD, {**values, "hosts": list(hosts), "kinds": list(kinds), "keys": list(keys)})
            return [pk for (pk,) in cursor.fetchall()]

    def turn(self, ids: Iterable[int], target: dict[str, Any]) -> None:
        """Have rows lead to another target."""
        if rows := list(ids):
            OldAddress.objects.filter(pk__in=rows).update(**_columns(target))

    def release(self, ids: Iterable[int]) -> None:
        """Take rows away."""
        OldAddress.objects.filter(pk__in=list(ids)).delete()

    def _there(self, wanted: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], OldAddress]:
        keys = {key for *_, key in wanted}
        rows = OldAddress.objects.filter(host__in=self.hosts, key__in=keys)
        return {each: row for row in rows if (each := (row.host, row.kind, row.key)) in wanted}


def _columns(target: dict[str, Any]) -> dict[str, Any]:
    return {**{f"{name}_id": None for name in OldAddress.TARGETS if name != "path"}, "path": "", **target}


def said(row: OldAddress) -> str:
    """What a row leads to, in a word: section_id:3; empty for one that is gone."""
    return in_words({name: getattr(row, name) for name in _columns({})})


def in_words(target: dict[str, Any]) -> str:
    """The same of a target."""
    return " ".join(f"{name}:{value}" for name, value in sorted(target.items()) if value)


def out_of_words(words: str) -> dict[str, Any]:
    """The target again."""
    name, _, value = words.partition(":")
    return {name: value if name == "path" else int(value)} if name else {}
