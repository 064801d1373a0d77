"""What the finder looks through: of each listing on offer a narrow row of the facts that can be asked for."""

from datetime import date
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, Q

from listings.models.listing import Listing
from listings.models.listing_queryset import shown_if_verified_after
from zones.models import City, Industry, Zone

#: What stands for a fact that nobody knows.
UNKNOWN, UNKNOWN_PRICE = float("inf"), float("-inf")
UNKNOWN_KVA, UNKNOWN_COUNT, UNKNOWN_DAY = 2**31 - 1, 2**15 - 1, date.min

#: The least `price_order` of what is not let.
SALES = 1e12


class _NoneOf(Func):
    """Whether a value is none of an array's: of one read once, a third of the time that NOT IN takes a row."""

    arg_joiner = " <> ALL ("
    template = "(%(expressions)s))"
    output_field = BooleanField()


class ListingSearchQuerySet(models.QuerySet["ListingSearch"]):
    """Sets of the finder's rows."""

    def public(self, listing_days: int) -> Self:
        """As ListingQuerySet.public; one look-up among few hidden zones instead of two joins."""
        shown = Zone.objects.listed().order_by().values("pk")
        hidden = ArraySubquery(Zone.objects.exclude(pk__in=shown).order_by().values("pk"))
        return self.filter(_NoneOf(F("zone"), hidden), verified_on__gt=shown_if_verified_after(listing_days))

    def welcoming(self, industry: Industry) -> Self:
        """What wants the industry, or wants any, and does not exclude it."""
        wanted = Q(industries_wanted=[]) | Q(industries_wanted__contains=[industry.pk])
        return self.filter(wanted, ~Q(industries_excluded__contains=[industry.pk]))


class ListingSearch(models.Model):
    """Facts of a listing on offer, by the names and in the units that it has them. Triggers keep it.

    PostgreSQL reads it from one end to the other, so it is made to be read fast: nothing is null, and all that is
    compared is of fixed width. What nobody knows has a value with which every condition holds: a height without end, a
    price below any. Measures are double precision: they compare exactly as their decimals do, and several times as
    fast. Words are an enumeration, `listings_word`: a choice that is added needs its label there. The table is
    partitioned by kind, since a search counts each kind and stops where it has enough.

    Each kind's table has indexes of its own, of a measure each, for what few have: the migrations tell.
    """

    clear_height_m = models.FloatField()
    floor_load_t_m2 = models.FloatField()
    #: Zero where there is known to be none.
    crane_t = models.FloatField()
    goods_lift_t = models.FloatField()
    area_m2 = models.FloatField()
    #: Of what can be divided the smallest part, else the whole.
    smallest_m2 = models.FloatField()
    price_value = models.FloatField()
    #: Rents, then what is sold by the metre, then land by the mu, each by its number; unknown ones last.
    price_order = models.FloatField()
    listing = models.OneToOneField(
        Listing, models.DO_NOTHING, primary_key=True, related_name="search", db_constraint=False
    )
    city = models.ForeignKey(City, models.DO_NOTHING, related_name="+", db_constraint=False)
    zone = models.ForeignKey(Zone, models.DO_NOTHING, related_name="+", db_constraint=False)
    power_kva = models.IntegerField()
    available_from = models.DateField()
    verified_on = models.DateField()
    deal = models.CharField(max_length=10)
    crane_state = models.CharField(max_length=10)
    storeys = models.CharField(max_length=10)
    fire_class = models.CharField(max_length=1)
    eia = models.CharField(max_length=5)
    structure = models.CharField(max_length=10)
    #: 1 where it is on the ground floor, or has gas or steam, 0 where not.
    ground_floor = models.SmallIntegerField()
    gas = models.SmallIntegerField()
    steam = models.SmallIntegerField()
    loading_docks = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    #: Ids, none where none is named.
    industries_wanted = ArrayField(models.BigIntegerField())
    industries_excluded = ArrayField(models.BigIntegerField())

    objects = ListingSearchQuerySet.as_manager()

    class Meta:
        db_table = "listings_search"
        verbose_name = "房源索引"
        verbose_name_plural = "房源索引"
        default_permissions = ()
        indexes = [
            # The finder's orders, where so much fits that reading in order finds a page soon.
            models.Index(fields=["-verified_on", "-listing"], name="listings_newest_first"),
            models.Index(fields=["area_m2", "-verified_on", "-listing"], name="listings_by_area"),
            models.Index(fields=["price_order", "-verified_on", "-listing"], name="listings_by_price"),
        ]

    def __str__(self) -> str:
        return f"索引 {self.listing_id}"
