"""Asks the cities' hosts whether they are ours."""

from datetime import timedelta

from hosts import reachability
from jobs.queue import handler, periodic
from zones.models import City


@handler("hosts.check_host", "检查城市域名", timeout=60, max_attempts=3)
def check_host(city):
    if found := City.objects.exclude(host=None).filter(pk=city).first():
        reachability.check(found)


@periodic("hosts.check_hosts", "检查全部城市域名", every=timedelta(days=1), at=timedelta(hours=5))
def check_hosts():
    reachability.check_all()
