"""Finding in the table what an address is now, in one query, which notes as well that it is missing."""

from typing import Any

from django.db import connection

from addresses.models import OldAddress
from addresses.zblog import ParsedAddress, Reading
from plumbing import replica

#: New missing addresses noted in a day: a scan of a million leaves this many rows, and then none.
MOST_NEW = 300

# What the address is now or, when that is not known, a note that it is missing. One noted already is counted once a
# minute, so a flood writes one row a minute; a new one only while the day's number lasts. Of several candidates the
# first that is known counts, of several hosts the one that was asked, then the one it leads to.
_FIND = """
WITH asked AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(keys)s::text[]) WITH ORDINALITY AS asked(kind, key, place)
), old AS (
    SELECT old.id, asked.place FROM asked JOIN addresses_oldaddress AS old ON {same}
    WHERE old.host IN ('', %(host)s, %(old_host)s)
    ORDER BY asked.place, old.key = asked.key DESC, old.host = nullif(%(old_host)s, '') DESC NULLS LAST, old.host DESC
    LIMIT 1
), noted AS (
    INSERT INTO addresses_missingaddress AS kept (host, kind, key, times, referrer, first_seen_at, last_seen_at)
    SELECT %(host)s, %(kind)s, %(key)s, 1, %(referrer)s, statement_timestamp(), statement_timestamp()
    WHERE %(note)s AND NOT EXISTS (SELECT FROM old) AND coalesce(
        (SELECT last_seen_at < statement_timestamp() - interval '1 minute' FROM addresses_missingaddress
         WHERE kind = %(kind)s AND key = %(key)s AND host = %(host)s),
        (SELECT count(*) < %(most)s FROM addresses_missingaddress
         WHERE first_seen_at > statement_timestamp() - interval '1 day'))
    ON CONFLICT (kind, key, host) DO UPDATE SET
        times = kept.times + 1, last_seen_at = EXCLUDED.last_seen_at,
        referrer = coalesce(nullif(EXCLUDED.referrer, ''), kept.referrer)
)
SELECT id, place FROM old
"""
_FIND_ANY = _FIND.format(same="old.kind = asked.kind AND old.key = asked.key")
# A file by its own letters, else by any: the old site may have stood on Windows.
_FIND_UPLOAD = _FIND.format(same="old.kind = 'upload' AND lower(old.key) = lower(asked.key)")


def find(
    reading: Reading, host: str, *, old_host: str = "", note: bool = False, referrer: str = ""
) -> tuple[OldAddress, ParsedAddress] | None:
    """The OldAddress with its target, and by which candidate it was found; None when it is not known.

    `old_host` is the one that was asked, where it leads to `host`. With `note` it is then noted as missing on `host`,
    if the list of those is not full for today.
    """
    address = reading.address
    values: dict[str, Any] = {
        "kinds": [each.kind for each in reading.candidates],
        "keys": [each.key for each in reading.candidates],
        "kind": address.kind,
        "key": address.key,
        "host": host,
        "old_host": old_host,
        "referrer": referrer,
        "note": note,
        "most": MOST_NEW,
    }
    replica.leave()  # it writes
    with connection.cursor() as cursor:
        cursor.execute(_FIND_UPLOAD if address.kind == "upload" else _FIND_ANY, values)
        row = cursor.fetchone()
    if row is None:
        return None
    pk, place = row
    old = OldAddress.objects.select_related(*OldAddress.RELATED).get(pk=pk)
    return old, reading.candidates[place - 1]
