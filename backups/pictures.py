"""Whether the pictures that rows name are there: in a bucket, of which a backup holds nothing, or on the disk."""

from collections.abc import Mapping

from django.core.files.storage import default_storage

from images.files import OFFLINE, bucket

#: So many that a listing of the bucket did not show are looked for one by one: they may have been moved meanwhile.
MOST_AGAIN = 1000


def missing(size_of: Mapping[str, int]) -> list[str]:
    """Those of the files, by name and bytes, that are neither in public nor offline, sorted. Raises BucketAway."""
    lacking = dict(size_of)
    if store := bucket():
        for key, size in store.sizes():
            name = key.removeprefix(f"{OFFLINE}/")
            if lacking.get(name) == size:
                del lacking[name]
        if len(lacking) > MOST_AGAIN:
            return sorted(lacking)
    return sorted(name for name, size in lacking.items() if _size(name) != size)


def _size(name: str) -> int | None:
    for place in (name, f"{OFFLINE}/{name}"):
        try:
            return default_storage.size(place)
        except FileNotFoundError:
            continue
    return None
