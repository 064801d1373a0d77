"""The pictures of a listing, in the order visitors see them."""

from django.db import models

from listings.models.listing import Listing


class ListingPicture(models.Model):
    """A photo or, with `is_plan`, the floor plan of a listing."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="pictures", verbose_name="房源")
    image = models.ForeignKey("images.Image", models.CASCADE, related_name="+", verbose_name="图片")
    is_plan = models.BooleanField("平面图", default=False)
    order = models.PositiveSmallIntegerField("排序", default=0)

    #: The relation to what has a page at the desk: see articles.withdrawn_pictures.
    shown_on = "listing"

    class Meta:
        verbose_name = "房源图片"
        verbose_name_plural = "房源图片"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "image"], name="listing_shows_a_picture_once"),
        ]

    def __str__(self) -> str:
        return f"{self.listing.number}：{'平面图' if self.is_plan else '照片'}"
