"""What is on offer: units of buildings and plots of land, their pictures, who changed what, and uploads of stock."""

from listings.models.listing import Listing
from listings.models.listing_change import ListingChange
from listings.models.listing_picture import ListingPicture
from listings.models.listing_search import ListingSearch
from listings.models.stock_import import StockImport

__all__ = ["Listing", "ListingChange", "ListingPicture", "ListingSearch", "StockImport"]
