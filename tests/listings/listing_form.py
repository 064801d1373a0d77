"""The desk's form of a listing, filled in as a browser does, and what its changes were."""

from tests import builders
from tests.desk import forms_of, signed_in, words

LIST = "/admin/listings/listing/"


def at_work(role, listing):
    return signed_in(builders.person(role, listing.city))


def address(listing, what="change"):
    return f"{LIST}{listing.pk}/{what}/"


def post(client, listing, **changed):
    """The form as it is shown, with these changes."""
    [values] = [form[1] for form in forms_of(words(client.get(address(listing)))) if "area_m2" in form[1]]
    return client.post(address(listing), {**values, **changed}, follow=True)


def facts(listing):
    return [change.facts for change in listing.changes.all()]
