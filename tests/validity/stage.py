"""A network with one of everything that a page, a feed or a sitemap can show, and those pages as they are served."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from addresses.models import OldAddress
from articles.models import ArticleDailyViews, Tag
from articles.preview import link
from hosts.models import Verification
from images.models import Image
from leads import consent
from listings.models import ListingPicture
from plumbing import error_pages
from tests import builders
from zones.models import Industry
from zones.site import fragments

PORTAL, CITY = "park.example", "city.example"
#: What an article's text may hold, all of it.
BODY = """
<p>示例高新区 <strong>三千平</strong> 厂房 &amp; 土地，见<a href="/zones/">园区</a>和<a href="https://example.com/">外站</a>。</p>
<h2>一、概况</h2><p>正文。</p><h3>（一）细节</h3><ul><li>甲</li><li>乙</li></ul>
<table><thead><tr><th>项目</th><th>数</th></tr></thead><tbody><tr><td>厂房</td><td>3,000</td></tr></tbody></table>
<blockquote><p>引用。</p></blockquote><figure><img data-image="{picture}" alt="厂房"></figure>
"""


def picture(seed, **fields):
    """A row without its file: pages only say where it is."""
    given = {"width": 1600, "height": 900, "size": 1, "format": "jpg", "rendered_widths": [320, 640], **fields}
    return Image.objects.create(file=f"images/ab/{seed}.jpg", sha256=str(seed) * 64, **given)


class Stage:
    """The rows, and what is asked of them."""

    def __init__(self):
        contact = builders.contact(["13800000000"], is_adviser=True, wechat_id="shili", serving_hours="9:00—18:00")
        self.portal = builders.portal(
            host=PORTAL, contact=contact, company="示例公司", tagline="一句“示例” & 介绍", icp_number="示例备1号",
            police_number="示例公网安备1号", hero_image=picture(1),
        )  # fmt: skip
        self.city = builders.city(
            name="示例城", slug="shicheng", host=CITY, intro="第一段。\n\n第二段。", province="示例省"
        )
        self.plain = builders.city(name="另一城", slug="lingyi")
        today = timezone.localdate()
        self.zone = builders.zone(
            city=self.city, name="示例高新区", slug="gaoxin", level="national", summary="一句话 <介绍>",
            description="第一段。\n\n第二段。", entry_rules="准入。", cover=picture(2, alt="园区"),
            address="示例路 1 号", is_featured=True,
            longitude="117.12", latitude="36.65", area_km2="10", unit_area_min=1000, unit_area_max=9000,
            clear_height_m="8", power_kva=630, fire_class="丙", rent_min="12", rent_max="20", verified_on=today,
        )  # fmt: skip
        self.zone.industries.add(Industry.objects.create(name="新能源", slug="xinnengyuan"))
        builders.zone(city=self.plain)
        policy = builders.section("zhengce", "政策")
        self.offer()
        self.article = builders.article(
            ["新能源", "A & B"], title="示例高新区厂房招商：3,000 平 & “双证” <齐全>", zone=self.zone, section=policy,
            body=BODY.format(picture=picture(3).pk), cover=picture(4, alt="封面"), byline="示例记者",
            source_name="示例日报", source_url="https://example.com/a?b=1&c=2", pinned=True,
            event_date=today - timedelta(days=3),
        )  # fmt: skip
        for number in range(45):
            moment = timezone.now() - timedelta(minutes=number + 2)
            builders.article(["新能源"], title=f"第 {number} 条厂房示例", zone=self.zone, published_at=moment)
        self.elsewhere = builders.article(city=self.plain)
        gone = builders.article(city=self.city)
        type(gone).objects.filter(pk=gone.pk).update(status="withdrawn")
        self.gone = gone
        ArticleDailyViews.objects.create(article=self.article, day=today, views=5)
        Tag.objects.filter(name="新能源").update(published_count=46)
        Verification.objects.create(kind="tag", name="baidu-site-verification", content="codeva-x")
        OldAddress.objects.create(kind="post", key="1")
        self.client = Client()

    def offer(self):
        """What the zone has on offer, and what it had."""
        self.listing = builders.listing(
            zone=self.zone, building="A & B <栋>", floor="1 层", price="18 元/㎡·月", clear_height_m=9, crane_t=10,
            crane_state="prepared", fire_class="丙", divisible_from_m2=500, description="正文一。\n\n“正文”二 & <三>。",
        )  # fmt: skip
        ListingPicture.objects.create(listing=self.listing, image=picture(5, alt="厂房"))
        self.plot = builders.listing(
            zone=self.zone, kind="land", deal="transfer", price="30 万/亩", description="正文。"
        )
        self.gone_listing = builders.listing(zone=self.zone, state="taken")

    def get(self, address, host=PORTAL, **extra):
        return self.client.get(address, headers={"host": host}, **extra)

    def send(self, answers):
        """The answer to a form, posted as browsers do."""
        kind = "application/x-www-form-urlencoded"
        address = f"/enquiries/new/?kind={answers['kind']}"
        return self.client.post(address, urlencode(answers), content_type=kind, headers={"host": PORTAL})

    def public_pages(self):
        """{what it is: the page, as text} of every kind of page a visitor can meet."""
        moment = timezone.localtime(self.article.published_at)
        archive, story = "/news/archive/", self.article.get_absolute_url()
        city, zone = self.city.get_absolute_url(), self.zone.get_absolute_url()
        preview = link(self.article)
        listing, gone = self.listing.get_absolute_url(), self.gone_listing.get_absolute_url()
        compared = f"/listings/compare/?n={self.listing.number},{self.plot.number}"
        asked = {
            PORTAL: [
                *("/", "/news/", "/news/?section=zhengce", "/news/?page=2", "/zones/", "/tags/", archive),
                *("/about/", "/contact/", "/privacy/", "/enquiries/new/", "/enquiries/new/?kind=complaint"),
                "/enquiries/new/?kind=correction",
                "/enquiries/new/?kind=land&city=shicheng&zone=gaoxin&area=20亩&src=/",
                *("/enquiries/thanks/?receipt=AAAA", "/enquiries/thanks/?kind=complaint"),
                f"{archive}{moment.year}/{moment.month}/",
                f"{archive}{moment.year}/{moment.month}/{moment.day}/",
                *(self.elsewhere.get_absolute_url(), self.plain.get_absolute_url()),
                *("/search/", "/search/?q=厂房&page=2", "/search/?q=新能愿", "/search/?q=厂房 不存在的词"),
                "/search/?q=厂房&city=shicheng&zone=gaoxin&period=week&sort=date",
                *("/search/?q=3000平 厂房", """/search/?q="<script>" & 'x'"""),
                *("/nothing/here/", "/?id=1"),
                *("/listings/", "/listings/?kind=factory&city=shicheng", "/listings/?need=三千平 100吨行车", compared),
                *("/zones/compare/", "/zones/compare/?z=gaoxin,lingyi/nowhere", f"/zones/?z={self.zone.key}"),
            ],
            CITY: [
                *("/", "/news/?page=2", "/search/?q=厂房", story, preview, self.gone.get_absolute_url()),
                *(city, f"{city}?page=2", zone, f"{zone}?page=2", "/tags/新能源/", "/tags/新能源/?page=2"),
                *(listing, gone, "/listings/"),
            ],
        }
        pages = {host + address: self.get(address, host) for host, each in asked.items() for address in each}
        for words in ({"kind": "rent", "city": "shicheng", "area": "x"}, {"kind": "complaint"}, {"kind": "correction"}):
            wrong = {"need": "x" * 5000, "phone": "1", "email": "x", **words}
            pages[f"{words['kind']} with errors"] = self.send(wrong)
        pages |= {f"error {status}": page for status, page in _errors().items()}
        return {name: response.content.decode() for name, response in pages.items()}

    def desk_pages(self):
        """{what it is: the page} of the desk's main pages, before somebody who may do everything."""
        user = builders.person(is_superuser=True, last_name="示例", first_name="编辑")
        enquiry = {"kind": "rent", "need": "找厂房", "name": "示例先生", "phone": "13800000000", "city": "shicheng"}
        self.send({**enquiry, "consent": consent.CURRENT.version})
        desk = Client()
        sign_in = {"the log-in page": desk.get("/admin/login/", headers={"host": PORTAL}).content.decode()}
        desk.force_login(user)
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(id) FROM leads_lead")
            [lead] = cursor.fetchone()
        news, leads = "/admin/articles/article/", "/admin/leads/lead/"
        addresses = [
            *("/admin/", news, f"{news}?q=厂房", f"{news}add/", f"{news}{self.article.pk}/change/"),
            *(f"{news}{self.article.pk}/history/", f"{news}{self.article.pk}/withdraw/", "/admin/articles/tag/"),
            *(leads, f"{leads}today/", f"{leads}record/", f"{leads}{lead}/change/"),
            *(f"/admin/zones/zone/{self.zone.pk}/change/", f"/admin/zones/city/{self.city.pk}/opening/"),
            *("/admin/zones/contact/add/", "/admin/addresses/oldaddress/add/", "/admin/addresses/missingaddress/"),
            *("/admin/security/", "/admin/images/image/", "/admin/hosts/verification/add/"),
        ]
        return sign_in | {
            address: desk.get(address, headers={"host": PORTAL}).content.decode() for address in addresses
        }


def _errors():
    """The error pages that no address gives while all is well."""
    request = RequestFactory().get("/", headers={"host": PORTAL})
    request.site = None
    pages = (
        error_pages.bad_request,
        error_pages.permission_denied,
        error_pages.not_found,
        error_pages.server_error,
        error_pages.unavailable,
    )
    return {response.status_code: response for response in (page(request) for page in pages)}


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """The Stage, set once for the module's tests, which only read."""
    fragments.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)
    fragments.clear()
