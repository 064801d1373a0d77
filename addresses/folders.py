"""A folder in which an old site lived, as a row of the table says: the path /blog/* leads to our home page.

What stands in it and has no row of its own is read as if the site had stood at the root of its host.
"""

from collections.abc import Mapping

from addresses import zblog
from addresses.decoding import decoded
from addresses.zblog import ParsedAddress, Reading

#: How the key of such a row ends.
ENDING = "/*"
#: Folders in folders; deeper ones are nobody's site.
_DEEPEST = 2
#: What is the same for every site. Numbers and names of posts and lists may be those of another one on the same host.
_SAME_EVERYWHERE = {"date", "author", "page", "search", "feed", "home", "upload"}
_FILES = "/wp-content/uploads/"


def candidates(path: str) -> tuple[ParsedAddress, ...]:
    """The folders in which a path may stand, or which it may be itself, the deepest first."""
    names = (decoded(path) or "").lower().strip("/").split("/")
    found = [f"/{'/'.join(names[:depth])}{ENDING}" for depth in range(_DEEPEST, 0, -1) if len(names) >= depth]
    return tuple(ParsedAddress("path", key) for key in found if len(key) <= zblog.MAX_KEY)


def is_folder(found: ParsedAddress) -> bool:
    """Whether an address was found by the folder it stands in."""
    return found.kind == "path" and found.key.endswith(ENDING)


def inside(path: str, query: Mapping[str, str], folder: ParsedAddress, reading: Reading) -> Reading | None:
    """What a path asks for inside its folder, of which `reading` is the whole; None for the folder's own home page."""
    rest = f"/{(decoded(path) or '').strip('/')}"[len(folder.key) - len(ENDING) :]
    inner = zblog.read(rest or "/", query)
    known = [each for each in inner.candidates if _is_same_everywhere(each)] if inner else []
    if not known and not rest:
        return None
    return Reading(reading.address, tuple(known))


def _is_same_everywhere(address: ParsedAddress) -> bool:
    return address.kind in _SAME_EVERYWHERE or (address.kind == "path" and address.key.startswith(_FILES))
