"""What the finder looks through: of each listing on offer a narrow row of the facts that can be asked for."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from listings.models.listing import Listing
from listings.models.listing_queryset import shown_if_verified_after
from zones.models import City, Industry, Zone


class ListingSearchQuerySet(models.QuerySet["ListingSearch"]):
    """Sets of the finder's rows."""

    def public(self, listing_days: int) -> Self:
        """As ListingQuerySet.public; one look-up among few hidden zones instead of two joins."""
        shown = Zone.objects.listed().order_by().values("pk")
        hidden = Zone.objects.exclude(pk__in=shown).order_by().values("pk")
        return self.filter(verified_on__gt=shown_if_verified_after(listing_days)).exclude(zone__in=hidden)

    def welcoming(self, industry: Industry) -> Self:
        """What wants the industry, or wants any, and does not exclude it."""
        wanted = Q(industries_wanted=None) | Q(industries_wanted__contains=[industry.pk])
        admitted = Q(industries_excluded=None) | ~Q(industries_excluded__contains=[industry.pk])
        return self.filter(wanted, admitted)


class ListingSearch(models.Model):
    """Facts of a listing on offer, by the names and in the units that it has them. Triggers keep it.

    Measures are double precision: they compare exactly as their decimals do, and several times as fast. The table is
    partitioned by kind, since a search counts each kind and stops where it has enough.
    """

    listing = models.OneToOneField(
        Listing, models.DO_NOTHING, primary_key=True, related_name="search", db_constraint=False
    )
    city = models.ForeignKey(City, models.DO_NOTHING, related_name="+", db_constraint=False)
    zone = models.ForeignKey(Zone, models.DO_NOTHING, related_name="+", db_constraint=False)
    verified_on = models.DateField()
    available_from = models.DateField(null=True)
    power_kva = models.IntegerField(null=True)
    area_m2 = models.FloatField()
    divisible_from_m2 = models.FloatField(null=True)
    clear_height_m = models.FloatField(null=True)
    floor_load_t_m2 = models.FloatField(null=True)
    crane_t = models.FloatField(null=True)
    goods_lift_t = models.FloatField(null=True)
    is_ground_floor = models.BooleanField(null=True)
    structure = models.CharField(max_length=10, db_default="")
    has_gas = models.BooleanField(null=True)
    has_steam = models.BooleanField(null=True)
    loading_docks = models.SmallIntegerField(null=True)
    price_value = models.FloatField(null=True)
    #: Rents, then what is sold by the metre, then land by the mu, each by its number; unknown ones last.
    price_order = models.FloatField()
    kind = models.CharField(max_length=10)
    deal = models.CharField(max_length=10)
    crane_state = models.CharField(max_length=10)
    storeys = models.CharField(max_length=10)
    fire_class = models.CharField(max_length=1)
    eia = models.CharField(max_length=5)
    #: Ids, or None where none is named.
    industries_wanted = ArrayField(models.BigIntegerField(), null=True)
    industries_excluded = ArrayField(models.BigIntegerField(), null=True)

    objects = ListingSearchQuerySet.as_manager()

    class Meta:
        verbose_name = "房源索引"
        verbose_name_plural = "房源索引"
        default_permissions = ()
        indexes = [
            # The finder's orders, where so much fits that reading in order finds a page soon.
            models.Index(fields=["-verified_on", "-listing"], name="search_newest_first"),
            models.Index(fields=["area_m2", "-verified_on", "-listing"], name="search_by_area"),
            models.Index(fields=["price_order", "-verified_on", "-listing"], name="search_by_price"),
        ]

    def __str__(self) -> str:
        return f"索引 {self.listing_id}"
