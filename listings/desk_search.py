"""What the desk's search box finds: a listing by its number, place or landlord, as people type and say these."""

import re

from django.db.models import Q

from listings.searching import cities_in_numbers, numbers_meant
from plumbing import phones, typed_text
from zones.models.grants import GrantHolder

#: 6 号楼, 6号楼, 6#, 6栋 are one, and so are 1 层, 1楼, 1F.
_BUILDING = re.compile(r"([0-9A-Za-z]{1,6})(?:号?[楼库栋幢座]|[号#＃])")
_FLOOR = re.compile(r"([0-9]{1,3})[层楼Ff]")
_APART = re.compile(r"(?<=[0-9A-Za-z])\s+(?=[号楼库栋幢座#＃层])")
#: So many words are looked for.
_MOST_WORDS = 10


def condition(typed: str, fields: list[str], user: GrantHolder) -> Q:
    """That all the words stand in one of the `fields` each, or that the number is the listing's or its landlord's."""
    text = typed_text.line(typed)
    if not text:
        return Q()
    found = Q(number__in=numbers_meant(text, cities_in_numbers)) | _of_landlord(text, user)
    words = Q()
    for word in _APART.sub("", text).split()[:_MOST_WORDS]:
        words &= _word(word, fields)
    return found | words


def _word(word: str, fields: list[str]) -> Q:
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": word})
    if building := _BUILDING.fullmatch(word):
        found |= Q(building__iregex=rf"(^|[^0-9A-Za-z]){building[1]}\s*([号#＃楼库栋幢座]|$)")
    if floor := _FLOOR.fullmatch(word):
        found |= Q(floor__iregex=rf"(^|[^0-9]){floor[1]}\s*([层楼F]|$)")
    return found


def _of_landlord(text: str, user: GrantHolder) -> Q:
    """The whole number alone, and of listings that the person may change: nobody finds out another one by guessing."""
    try:
        number = phones.parse(text).number
    except phones.NotAPhone:
        return Q(pk__in=[])
    cities = user.cities_for("listings.publish_listing")
    return Q(landlord_phone=number) & (Q() if cities is None else Q(city__in=cities))
