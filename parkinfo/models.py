"""The content version: one row a city and one for the network, bumped by triggers on whatever the public sees."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from articles.models import Article
from plumbing.prepared import Prepared
from zones.models import City
from zones.site import fragments

#: The id of the network's row: whoever makes it makes the same.
NETWORK_ID = 0


class ContentVersionQuerySet(models.QuerySet):
    """The one query that every public request makes first."""

    def for_host(self, host, city_slug):
        """The network's row and, when `host` (or `city_slug`) is a city's, that city's, for CurrentVersion.

        A city whose row is missing has None for its version.
        """
        cities = City.objects.listed().filter(Q(host=host) | Q(slug=city_slug))
        return (
            self.filter(city__isnull=True)
            .values_list("city_id", "version", Now())
            .union(cities.order_by().values_list("id", "content_version__version", Now()), all=True)
        )

    def make_missing(self):
        """The rows that are not there, as after `flush`. Whoever else does so at the same time makes the same ones."""
        cities = City.objects.filter(content_version=None)
        rows = [ContentVersion(id=NETWORK_ID), *(ContentVersion(city=city) for city in cities)]
        self.bulk_create(rows, ignore_conflicts=True)


class ContentVersion(models.Model):
    """A number that goes up whenever something the public sees changes: in one city, or (city empty) in the network.

    It begins with the milliseconds since 1970, so that a row made anew repeats none of the numbers before it, under
    which browsers and caches may keep other pages.
    """

    city = models.OneToOneField("zones.City", models.CASCADE, null=True, related_name="content_version")
    version = models.PositiveBigIntegerField(
        db_default=models.Func(
            template="(extract(epoch FROM clock_timestamp()) * 1000)::bigint", output_field=models.BigIntegerField()
        )
    )
    objects = ContentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "内容版本"
        verbose_name_plural = "内容版本"
        constraints = [
            models.CheckConstraint(
                name="content_version_of_network_is_one_row",
                condition=Q(city__isnull=True, id=NETWORK_ID) | Q(city__isnull=False, id__gt=NETWORK_ID),
            ),
        ]

    def __str__(self):
        return f"{self.city or '全网'}：{self.version}"


#: For so long ahead the moments at which something appears or expires are read at once.
WINDOW_SECONDS = 600


@dataclass(frozen=True)
class CurrentVersion:
    """What the network (`city_id` None) or a city shows at the moment `now` of the database's clock."""

    city_id: int | None
    version: int
    now: datetime

    @property
    def label(self):
        """The version with the last moment at which, without a write, an article appeared or expired: one short word.

        The moments are read once a version and WINDOW_SECONDS; that costs a query.
        """
        window = self.now.timestamp() // WINDOW_SECONDS
        kept = (f"{self.version}@{window}", lambda _: {"moments": self._moments(window * WINDOW_SECONDS)})
        moments = fragments.get_each(["moments"], *kept, scope=self.city_id)["moments"]
        passed = max((moment for moment in moments if moment <= self.now), default=None)
        return f"{self.version}-{passed.timestamp():.6f}" if passed else str(self.version)

    def _moments(self, start):
        """Those from `start` (seconds since 1970) on for WINDOW_SECONDS, and the last ones before. One query."""
        start = datetime.fromtimestamp(start, UTC)
        published = Article.objects.filter(status=Article.Status.PUBLISHED)
        parts = []
        for name in ("published_at", "expires_at"):
            scope = published if self.city_id is None else published.in_city_by(self.city_id, name)
            before, within = (
                scope.filter(**{f"{name}__lt": start}),
                scope.filter(**{f"{name}__gte": start, f"{name}__lt": start + timedelta(seconds=WINDOW_SECONDS)}),
            )
            before = before.order_by(F(name).desc()) if self.city_id is None else before
            parts += [before.values_list(name)[:1], within.order_by().values_list(name)]
        return [moment for (moment,) in parts[0].union(*parts[1:])]


def current_versions(host, city_slug):
    """Those of the network and of the city whose host this is, if any. One query, the same for every page."""
    rows = _current_versions(host=host, city_slug=city_slug)
    versions = {city_id: version for city_id, version, _ in rows}
    if None in {versions.get(None), *versions.values()}:
        ContentVersion.objects.make_missing()
        rows = _current_versions(host=host, city_slug=city_slug)
    return [CurrentVersion(*row) for row in rows]


_current_versions = Prepared(lambda **site: ContentVersion.objects.for_host(**site))
