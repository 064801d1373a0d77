"""The app's configuration."""

from collections.abc import Callable

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
    verbose_name = "租售"
    query_keys = (
        *("need", "city", "cities", "district", "zone", "kind", "kinds", "deal", "area", "height", "load", "crane"),
        *(
            "has_crane",
            "ground",
            "has_lift",
            "lift",
            "power",
            "rent",
            "total",
            "price",
            "mu_price",
            "total_price",
            "fire",
            "eia",
            "storeys",
            "structure",
            "gas",
            "steam",
            "dock",
            "by",
        ),
        *("industry", "unread", "sort", "page", "n"),
    )
    #: The sitemaps that a host's index names beside those of the news.
    sitemaps = ("listings:sitemap",)

    def tapped_pages(self) -> dict[str, Callable[..., bool]]:
        """The pages of ours that taps are counted of, as articles.tapped_pages asks."""
        # Models are there only once Django has loaded the apps.
        from listings.models import Listing
        from zones.models import Portal

        def is_public(listing_number: str) -> bool:
            return Listing.objects.public(Portal.current_listing_days()).filter(number=listing_number).exists()

        return {"listings:index": lambda: True, "listings:compare": lambda: True, "listings:listing": is_public}
