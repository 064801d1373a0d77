"""The people of a lead in short, for tests that compare them."""

from leads.models import ContactWay


def ways_of(lead):
    """[the values of all numbers and ids], whom to call first at the beginning."""
    return [way.value for person in lead.people() for way in person.ways.all()]


def people_of(lead):
    """{name: [values]}."""
    return {person.name: [way.value for way in person.ways.all()] for person in lead.people()}


def way(lead, value):
    return ContactWay.objects.get(contact__lead=lead, value=value)
