"""Whether a host is ours: it is asked for a token that only this site can make. In the worker, never in a request."""

import socket

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from hosts.models import HostCheck
from jobs.queue import enqueue
from plumbing.outbound import Unreachable, fetch
from zones.canonical import root
from zones.models import City


def host_token(host):
    """What this site, and no other, answers on a host: 64 hexadecimal digits."""
    return salted_hmac("hosts", host.lower(), algorithm="sha256").hexdigest()


def request_check(city):
    """Have a city's host checked by the worker, soon."""
    enqueue("hosts.check_host", {"city": city.pk}, dedupe_key=f"check_host:{city.pk}")


def check(city):
    """Ask a city's host, and keep the outcome as its HostCheck."""
    HostCheck.objects.update_or_create(
        city=city, defaults={"host": city.host, "fault": fault_of(city.host), "checked_at": timezone.now()}
    )


def request_all_checks():
    """Have every city's host checked."""
    for city in City.objects.exclude(host=None):
        request_check(city)


def fault_of(host):
    """What is wrong with a host, in words; empty when nothing is."""
    address = root(host)
    try:
        socket.getaddrinfo(host, settings.PUBLIC_PORT or None, type=socket.SOCK_STREAM)
    except OSError:
        return "域名没有解析到任何地址，请在域名服务商处添加解析。"
    try:
        answer = fetch(address + reverse("host_token"))
    except Unreachable as error:
        return f"{address} 打不开：{error}。请检查解析、证书和服务器配置。"
    if answer.status in {301, 302, 307, 308}:
        return f"{address} 跳转到了别处，没有到本站。"
    if answer.status != 200 or not constant_time_compare(answer.body, host_token(host).encode()):
        return f"{address} 有回应，但不是本站（HTTP {answer.status}）：解析可能还指向旧服务器。"
    return ""
