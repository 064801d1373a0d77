"""Hosts at which an old site stood and that are to lead here: which are proposed, typed, added by a run, taken back."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction

from addresses.models import OldHost, is_own_host
from moving.hosts import Hosts
from moving.models import MovedStory, OldSite, Run
from zones.models.validators import host_validator

#: Among the answers of OldSite.choices.
CHOICE = "hosts"
LABEL = "旧站用过的域名，访客打开时转到本站（几个用空格隔开，一个也不要就留空）"
#: Endings under which a name of one's own is the third part.
_SECOND_LEVEL = {"com", "net", "org", "gov", "edu", "ac"}
MOST_HOSTS = 50


def proposed(site: OldSite, told: Iterable[str]) -> list[str]:
    """Those that the old site is known by, with and without www., but for the ones at which we answer ourselves."""
    named = dict.fromkeys(both for host in [*site.hosts, *told] for both in _with_www(host))
    return [host for host in named if host not in site.hosts and _fault(site, host) == ""][:MOST_HOSTS]


def read(site: OldSite, typed: str) -> list[str]:
    """The hosts that somebody has typed. Raises ValidationError."""
    hosts = list(dict.fromkeys(Hosts(typed.replace("；", " ").replace(";", " "), "").own))
    count = len(typed.replace(",", " ").replace("，", " ").replace("、", " ").split())
    if typed.strip() and (not hosts or len(hosts) > MOST_HOSTS or count > 2 * MOST_HOSTS):
        raise ValidationError(f"旧域名看不懂，或者多于 {MOST_HOSTS} 个。写成 www.example.com old.example.com 的样子。")
    faults = [fault for host in hosts if host not in site.hosts and (fault := _fault(site, host))]
    if faults:
        raise ValidationError(faults)
    return [host for host in hosts if host not in site.hosts]


def chosen(site: OldSite, told: Iterable[str] = ()) -> list[str]:
    """What was decided, or else is proposed."""
    return list(site.choices[CHOICE]) if CHOICE in site.choices else proposed(site, told)


def is_open(site: OldSite, told: Iterable[str]) -> bool:
    """Whether somebody has to decide."""
    return CHOICE not in site.choices and bool(proposed(site, told))


@transaction.atomic
def keep(site: OldSite, run: Run) -> None:
    """Make rows of those that were decided. What a run has made before, and somebody has deleted since, stays away."""
    runs = Run.objects.filter(site=site, undone_at=None).values_list("hosts", flat=True)
    given = {host for hosts in runs for host in hosts}
    made = [
        host
        for host in site.choices.get(CHOICE, [])
        if host not in given
        and not is_own_host(host)
        and OldHost.objects.get_or_create(host=host, defaults={"city": site.city})[1]
    ]
    if made:
        run.hosts = [*run.hosts, *made]
        run.save(update_fields=["hosts"])


@transaction.atomic
def take_back(run: Run) -> list[str]:
    """Take them back; which."""
    if are_needed(run.site):
        return []
    hosts = list(to_take_back(run).values_list("host", flat=True))
    to_take_back(run).delete()
    # What somebody adds later is not theirs.
    _ended(run).update(hosts=[])
    return hosts


def are_needed(site: OldSite, removed: int = 0) -> bool:
    """Whether stories of the site stay, to which people come by these hosts, once so many are removed."""
    return MovedStory.objects.filter(site=site, article__isnull=False).count() > removed


def to_take_back(run: Run) -> models.QuerySet[OldHost]:
    """The hosts of an import, and of those that were taken back before it, that nobody has changed since."""
    given = {host for hosts in _ended(run).values_list("hosts", flat=True) for host in hosts}
    return OldHost.objects.filter(host__in=given).of_city(run.site.city_id)


def _ended(run: Run) -> models.QuerySet[Run]:
    return Run.objects.filter(models.Q(pk=run.pk) | models.Q(site=run.site, undone_at__isnull=False))


def rows_of(site: OldSite) -> list[str]:
    """The old hosts that lead to the site's city, whoever has added them."""
    return list(OldHost.objects.of_city(site.city_id).values_list("host", flat=True))


def _fault(site: OldSite, host: str) -> str:
    """Why a host can be no old one of the site, in words; empty where it can."""
    try:
        host_validator(host)
    except ValidationError:
        return f"“{host}”不是域名。"
    if len(host) > 100 or is_own_host(host):
        return f"{host} 是本站现在的域名，或者太长。"
    other = OldHost.objects.filter(host=host).exclude(city=site.city_id).select_related("city").first()
    if other and other.city_id != site.city_id:
        return f"{host} 已经登记为{other.city or '总站'}的旧域名。"
    return ""


def _with_www(host: str) -> list[str]:
    """A name of one's own is known with and without www.; what stands below one mostly is not."""
    bare = host.removeprefix("www.")
    parts = bare.split(".")
    is_short = len(parts) == 2 or (len(parts) == 3 and parts[1] in _SECOND_LEVEL and len(parts[2]) == 2)
    return [bare, f"www.{bare}"] if is_short or host != bare else [host]
