"""The portal's own pages: who we are, and everybody a visitor may call."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request):
    return render(request, "zones/about.html")


@require_safe
def contact(request):
    """Whom a visitor may call, city by city: the city's own contact, else the network's."""
    network = request.site.network
    people = ((city, network.contact_for(city)) for city in network.cities)
    cities = [(city, person) for city, person in people if person]
    return render(request, "zones/contact.html", {"city_contacts": cities})
