"""`manage.py make_listings N`: N invented listings by COPY, to measure the finder at a size nobody types in."""

import io
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from demo.composing_listings import SOURCE, Composed
from demo.copying import copy, copy_line, reserve_ids, reserve_numbers
from demo.listings import SOURCE as SOURCE_OF_DEMO
from images.models import Image
from listings.models import Listing, ListingPicture, ListingSearch
from plumbing import pinyin
from zones.models import Industry, Zone

BATCH = 5000
Wanted, Excluded = Listing.industries_wanted.through, Listing.industries_excluded.through
COLUMNS = {
    Listing: tuple(column.column for column in Listing._meta.concrete_fields),
    Wanted: ("listing_id", "industry_id"),
    Excluded: ("listing_id", "industry_id"),
    ListingPicture: ("listing_id", "image_id", "is_plan", '"order"'),
}


class Command(BaseCommand):
    """Everything in one transaction: stopped half-way, nothing has happened. The triggers stay on."""

    help = "生成大量虚构房源，用于测量找房源的速度。数据库里有真实房源时拒绝运行。"

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, help="生成多少套")
        parser.add_argument("--seed", type=int, default=1, help="同样的种子生成同样的房源")
        parser.add_argument("--zones", nargs="+", metavar="SLUG", help="只用这些园区（网址里的名称）；默认用全部")
        parser.add_argument("--among-real-content", action="store_true", help="数据库里有真实房源时也生成")

    def handle(self, *, count, seed, zones, among_real_content, verbosity, **options):
        if count < 1:
            raise CommandError("套数要大于零。")
        if not among_real_content and Listing.objects.exclude(source__in=[SOURCE, SOURCE_OF_DEMO]).exists():
            raise CommandError(
                "数据库里有真实房源，没有生成。请换一个数据库；确实要混在一起，请加 --among-real-content。"
            )
        if not Zone.objects.exists():
            call_command("load_demo", stdout=io.StringIO())
        chosen = Zone.objects.listed().filter(**({"slug__in": zones} if zones else {}))
        if missing := {*(zones or ())} - {zone.slug for zone in chosen} or not chosen:
            raise CommandError(f"没有这样的园区：{'、'.join(sorted(missing))}。" if zones else "没有园区。")
        started = time.monotonic()
        with transaction.atomic():
            make(count, seed, chosen.select_related("city").order_by("pk"))
        gather_statistics()
        if verbosity:
            self.stdout.write(f"{count} 套房源，{time.monotonic() - started:.0f} 秒")


def make(count, seed, zones):
    """Compose and store."""
    with connection.cursor() as cursor:
        # Checked statement by statement, not all at the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    common = {
        "seed": seed,
        "today": timezone.localdate(),
        "zones": [(zone.pk, zone.city_id, pinyin.initials(zone.city.name)[:3] or "P") for zone in zones],
        "industries": list(Industry.objects.order_by("pk").values_list("pk", flat=True)),
        "images": list(Image.objects.filter(width__gte=800).order_by("pk").values_list("pk", flat=True)),
    }
    first_id = reserve_ids(Listing, count)
    first_number = reserve_numbers("listings_number", count)
    for first in range(0, count, BATCH):
        rows = {model: [] for model in COLUMNS}
        for number in range(first, min(first + BATCH, count)):
            composed = Composed(number, **common)
            composed.listing.pk = first_id + number
            composed.listing.number = f"{composed.initials}-{first_number + number}"
            add_rows(rows, composed)
        for model, columns in COLUMNS.items():
            copy(model, columns, "".join(map(copy_line, rows[model])))


def add_rows(rows, composed):
    """Append what the tables will hold of a listing."""
    listing = composed.listing
    listing.created_at = listing.updated_at = timezone.now()
    rows[Listing].append([getattr(listing, column.attname) for column in Listing._meta.concrete_fields])
    rows[Wanted] += [(listing.pk, industry) for industry in composed.wanted]
    rows[Excluded] += [(listing.pk, industry) for industry in composed.excluded]
    rows[ListingPicture] += [
        (listing.pk, image, is_plan, order) for order, (image, is_plan) in enumerate(composed.pictures)
    ]


def gather_statistics():
    """Statistics of what was filled, and the visibility maps, as autovacuum would in a while."""
    with connection.cursor() as cursor:
        filled = (*COLUMNS, ListingSearch)
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(model._meta.db_table for model in filled)}")
