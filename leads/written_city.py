"""The city that a prospect wrote in the need instead of choosing one."""

import logging
from functools import lru_cache

from django.utils import timezone

from leads.submission import Submission
from listings.needs.industries import Industries
from listings.needs.places import Places
from listings.needs.reading import Names, read
from plumbing.prepared import Prepared
from zones.models import City

logger = logging.getLogger(__name__)

_cities = Prepared(lambda: City.objects.filter(is_listed=True).order_by("pk").values_list("slug", "name", "pk"))


def written(submission: Submission) -> tuple[int, str] | None:
    """(id, name) of the one city of ours where the need looks for something; None where a place was chosen.

    One query. Districts of a city name it as well; where somebody only is, they look for nothing.
    """
    answers = submission.answers
    if answers.get("city") or answers.get("zone"):
        return None
    cities = _cities()
    slug = _slug(answers["need"], tuple((slug, name) for slug, name, _ in cities), submission)
    return next(((pk, name) for known, name, pk in cities if known == slug), None)


def _slug(need: str, cities: tuple[tuple[str, str], ...], submission: Submission) -> str:
    try:
        names = _names(cities)
        found = read(need, names, timezone.localdate(submission.received_at)).fields.get("city", "")
        return "" if found and names.places.names_only_origins(need) else found
    # Whatever is odd about the words, the enquiry is taken in; the error may quote them.
    except Exception as error:
        logger.error("No city was read of enquiry %s: %s", submission.receipt, type(error).__name__)
        return ""


@lru_cache(maxsize=4)
def _names(cities: tuple[tuple[str, str], ...]) -> Names:
    return Names(Places(dict(cities), (), ""), Industries({}))
