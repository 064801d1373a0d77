"""Checks whether the cities' hosts are ours, one by one and each night."""

from datetime import timedelta

from hosts import reachability
from jobs.queue import handler, periodic
from zones.models import City


@handler("hosts.check_host", "检查城市域名", timeout=60, max_attempts=3)
def check_host(city):
    if city_with_host := City.objects.exclude(host=None).filter(pk=city).first():
        reachability.check(city_with_host)


@periodic("hosts.check_hosts", "检查全部城市域名", every=timedelta(days=1), at=timedelta(hours=5))
def check_hosts():
    reachability.request_all_checks()
