"""What an address may ask for on this site, where some of the old site's forms are the forms of pages of ours."""

from collections.abc import Mapping
from functools import lru_cache

from django.urls import is_valid_path

from addresses import folders, zblog
from addresses.zblog import MAX_KEY, ParsedAddress, Reading


def read(path: str, query: Mapping[str, str]) -> Reading | None:
    """What zblog.read makes of it; of a list of ours with a section also that section, which may be gone.

    Where a page of ours could stand no alias of the old site's is looked for: /zones/here/gone/ is not its post "gone",
    and /about, to which a slash is added, not its page. Only a file's name, as of /about.html, may be either.
    """
    reading = zblog.read(path, query)
    if reading is None or path.strip("/") == "":
        return reading
    if not has_our_form(path):
        return reading._replace(candidates=(*reading.candidates, *folders.candidates(path)))
    if reading.address.kind not in {"path", "tag"}:
        return reading
    if section := query.get("section"):
        of_section = ParsedAddress("path", f"/news?section={section.lower()}"[:MAX_KEY])
        # The list of a city that changed its slug has the same sections.
        return Reading(of_section, (*_without_posts(reading), of_section))
    if _is_page(f"{path}/") or path.strip("/").count("/"):
        return reading._replace(candidates=_without_posts(reading))
    return reading


def _without_posts(reading: Reading) -> tuple[ParsedAddress, ...]:
    return tuple(each for each in reading.candidates if each.kind != "post")


def has_our_form(path: str) -> bool:
    """Whether a path is written as a page of ours below home, be there one or not; its slash may be missing."""
    return path != "/" and (_is_page(path) or _is_page(f"{path}/"))


# A request asks several times.
@lru_cache(maxsize=256)
def _is_page(path: str) -> bool:
    return not path.endswith("//") and bool(is_valid_path(path))
