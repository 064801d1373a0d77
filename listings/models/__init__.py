"""What is on offer: units of buildings and plots of land, their pictures, and who changed which fact."""

from listings.models.listing import Listing
from listings.models.listing_change import ListingChange
from listings.models.listing_picture import ListingPicture

__all__ = ["Listing", "ListingChange", "ListingPicture"]
