"""The portal's own pages: who we are, and everybody a visitor may call."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request):
    return render(request, "zones/about.html")


@require_safe
def contact(request):
    """Everybody a visitor may call: the network's contact, the cities' and the advisers."""
    network = request.site.network
    cities = [(city, network.contact_for(city)) for city in network.cities if city.contact_id]
    return render(request, "zones/contact.html", {"city_contacts": cities})
