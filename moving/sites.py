"""Beginning with an old site: for which city, and at whose host its old addresses are asked for."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from moving.models import OldSite, Step
from zones.models import City, Portal


class SiteRefused(Exception):
    """No old site can be begun so. Its text is for people; `other` is the site that stands in the way, if one does."""

    def __init__(self, words: str, other: OldSite | None = None) -> None:
        super().__init__(words)
        self.other = other


def failed() -> QuerySet[OldSite]:
    """Sites of which no look has ever read anything: a first try with a wrong file owns no city."""
    looks = Step.objects.filter(site=OuterRef("pk"))
    read = looks.filter(Q(finished_at=None) | Q(failure=""))
    return OldSite.objects.filter(Exists(looks), ~Exists(read), runs=None)


def new_site(key: str, city: City | None) -> OldSite:
    """A site that is not saved yet. Raises SiteRefused without a host, or where the host is another site's."""
    portal = Portal.objects.first()
    host = (city.host if city else None) or (portal.host if portal else None)
    if not host:
        raise SiteRefused("先给城市或全网填上域名：旧地址是按域名登记的。")
    if other := OldSite.objects.filter(hosts__contains=[host]).exclude(pk__in=failed()).first():
        raise SiteRefused(
            f"{host} 已经是旧站 {other.key} 的域名，两个旧站的编号会混在一起。"
            "要换它的备份，在那个旧站里换；这是另一个站，请给城市单独的域名。",
            other,
        )
    return OldSite(key=key, city=city, hosts=[host])
