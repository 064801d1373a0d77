"""The map: the network itself, its cities, their development zones, the industries and the people to call."""

from zones.models.city import City
from zones.models.contact import Contact, Mobile
from zones.models.industry import Industry
from zones.models.portal import Portal
from zones.models.zone import Zone

__all__ = ["City", "Contact", "Industry", "Mobile", "Portal", "Zone"]
