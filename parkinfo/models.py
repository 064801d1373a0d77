"""The content version: one row a city and one for the network, bumped by triggers on whatever the public sees.

The other tables stand beside what they are for: `addresses.models`, `hosts.models`, `push.models`,
`wechat.models`.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Now

from articles.models import Article
from parkinfo.addresses.models import Miss, OldAddress
from parkinfo.hosts.models import HostCheck, Verification
from parkinfo.push.models import Push, PushAccount, PushQueue
from parkinfo.wechat.models import WeChatAccount
from zones.compiled import Compiled

__all__ = [
    "ContentVersion",
    "HostCheck",
    "Miss",
    "OldAddress",
    "Push",
    "PushAccount",
    "PushQueue",
    "Verification",
    "WeChatAccount",
]


def _latest_in_scope(moment):
    """The latest `moment` that has passed of an article, in the row's city or anywhere: one probe of an index."""
    passed = Article.objects.filter(status=Article.Status.PUBLISHED, **{f"{moment}__lte": Now()})
    anywhere = passed.order_by(F(moment).desc())
    in_city = passed.in_city_by(OuterRef("city"), moment)
    return Case(
        When(city__isnull=True, then=Subquery(anywhere.values(moment)[:1])),
        default=Subquery(in_city.values(moment)[:1]),
    )


class ContentVersionQuerySet(models.QuerySet):
    """The one query that every public request makes first."""

    def for_host(self, host, city_slug):
        """The network's state and, when `host` (or `city_slug`) is a city's, that city's: rows of State.

        Each says when its newest article became due and its last one expired: such moments pass without a write, and
        change what the public sees all the same.
        """
        return self.filter(
            Q(city__isnull=True) | Q(city__is_listed=True) & (Q(city__host=host) | Q(city__slug=city_slug))
        ).values_list("city_id", "version", _latest_in_scope("published_at"), _latest_in_scope("expires_at"))


class ContentVersion(models.Model):
    """How often something the public sees has changed: in one city, or (city empty) in the network."""

    city = models.OneToOneField("zones.City", models.CASCADE, null=True, related_name="content_version")
    version = models.PositiveBigIntegerField(default=1)
    objects = ContentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "内容版本"
        verbose_name_plural = "内容版本"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="content_version_of_network_is_one_row", condition=Q(city__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.city or '全网'}：{self.version}"


class State(NamedTuple):
    """A row of `for_host()`: what the network (`city_id` None) or a city shows now."""

    city_id: int | None
    version: int
    due: datetime | None
    expired: datetime | None

    @property
    def label(self):
        """The version with the moments that have passed, as one short word."""
        moments = (f"{moment.timestamp():.6f}" if moment else "" for moment in (self.due, self.expired))
        return "-".join([str(self.version), *moments])


def states_of(host, city_slug):
    """The states of the network and of the city whose host this is, if any. One query, the same for every page."""
    return [State(*row) for row in _states(host=host, city_slug=city_slug)]


_states = Compiled(lambda **site: ContentVersion.objects.for_host(**site))
