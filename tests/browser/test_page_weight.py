"""What the first view of each kind of page weighs on the demo, as nginx would send it to somebody who comes anew."""

import gzip

import pytest
from django.core.management import call_command

from articles.models import Article, Tag
from jobs.worker import run_one
from listings.models import Listing
from tests.browser.conftest import DESKTOP, PHONE
from zones.models import City, Zone

pytestmark = pytest.mark.slow

#: In thousands of bytes; headers are not counted.
LIMITS = [({**PHONE, "device_scale_factor": 3}, 120), (DESKTOP, 80)]
#: What deploy/nginx/parkinfo-server.conf compresses, and how much.
COMPRESSED, LEVEL = ("text/", "application/javascript", "application/json", "application/xml", "image/svg"), 5


@pytest.fixture
def paths(db, settings, tmp_path):
    """The demo as it stands once the worker has made the sizes of its pictures; a page of each kind."""
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)
    while run_one():
        pass
    articles = Article.objects.published()
    numbers = ",".join(Listing.objects.values_list("number", flat=True)[:4])
    things = [
        City.objects.first(),
        Zone.objects.exclude(cover=None).first(),
        Zone.objects.filter(cover=None).first(),
        articles.exclude(cover=None).first(),
        articles.filter(cover=None, lead_image=None).first(),
        articles.exclude(lead_image=None).first(),
        Tag.objects.first(),
        Listing.objects.first(),
    ]  # fmt: skip
    return [
        *("/", "/news/", "/news/?page=2", "/news/archive/", "/zones/", "/tags/", "/search/?q=厂房", "/listings/"),
        *("/about/", "/contact/", "/privacy/", "/enquiries/new/", "/enquiries/new/?kind=complaint"),
        *("/enquiries/new/?kind=correction", f"/listings/compare/?n={numbers}"),
        *(each.get_absolute_url() for each in things if each),
    ]


def weight(response):
    """Bytes of a body as it goes over the line."""
    if response.status != 200:
        return 0
    body = response.body()
    is_text = response.header_value("content-type").startswith(COMPRESSED)
    return len(gzip.compress(body, LEVEL)) if is_text else len(body)


@pytest.mark.parametrize(("device", "limit"), LIMITS, ids=["phone", "desktop"])
def test_the_first_view_of_no_page_is_heavy(paths, open_page, device, limit):
    weights, kinds = {}, set()
    for path in paths:
        page, responses = open_page("about:blank", device), []
        page.on("response", lambda response, all_of_page=responses: all_of_page.append(response))
        page.goto(path, wait_until="networkidle")
        weights[path] = sum(map(weight, responses)) / 1000
        kinds |= {response.header_value("content-type") for response in responses}
        page.context.close()
    assert "image/webp" in kinds
    assert {path: kilobytes for path, kilobytes in weights.items() if kilobytes > limit} == {}
