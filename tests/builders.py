"""Rows for tests: each builder makes one valid thing, with the least it needs and whatever the test cares about."""

from datetime import timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from articles.models import Article, Section
from listings.models import Listing
from staff.models import Grant, User
from zones.models import City, Contact, Portal, Zone

_numbers = count(1)


def portal(**fields):
    return Portal.objects.create(**{"name": "示例招商网", "host": "park.example", **fields})


def city(**fields):
    number = next(_numbers)
    return City.objects.create(**{"name": f"示例市{number}", "slug": f"shi-{number}", **fields})


def zone(**fields):
    number = next(_numbers)
    fields.setdefault("city", None)
    fields["city"] = fields["city"] or city()
    return Zone.objects.create(**{"name": f"示例园区{number}", "slug": f"yuan-{number}", **fields})


def contact(mobiles=(), **fields):
    made = Contact.objects.create(**{"name": "示例顾问", "person": "示例经理", "hotline": "400-000-0000", **fields})
    for number in mobiles:
        made.mobiles.create(number=number)
    return made


def section(slug="dongtai", name="动态"):
    return Section.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def draft(tags=(), **fields):
    """An article nobody has published."""
    number = next(_numbers)
    if "section" not in fields:
        fields["section"] = section()
    if fields.get("zone") and "city" not in fields:
        fields["city"] = fields["zone"].city
    article = Article(**{"title": f"示例信息 {number}", "body": "<p>示例正文。</p>", **fields})
    article.save()
    article.tags.add(*tags)
    return article


def article(tags=(), **fields):
    """A published article; `published_at` is a minute ago unless given."""
    fields.setdefault("published_at", timezone.now() - timedelta(minutes=1))
    return draft(tags, status=Article.Status.PUBLISHED, **fields)


def listing(**fields):
    """A hall on offer, verified today."""
    fields["zone"] = fields.get("zone") or zone()
    given = {"kind": "factory", "state": "open", "area_m2": 3000, "verified_on": timezone.localdate(), **fields}
    return Listing.objects.create(**{"city": fields["zone"].city, **given})


def person(role=None, *cities, **fields):
    """A member of staff who holds the role in each of the cities, or (no city given) everywhere."""
    user = User.objects.create(**{"username": f"person{next(_numbers)}", "is_staff": True, **fields})
    if role:
        for place in cities or [None]:
            Grant.objects.create(user=user, role=Group.objects.get(name=role), city=place)
    return user
