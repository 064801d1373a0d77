"""A row of each of the desk's lists, for tests that walk through all of them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from addresses.models import MissingAddress, OldAddress, OldHost
from articles.models import Article, RiskyWord, Section, Synonym, Tag, TaggedArticle
from hosts.models import Verification
from images.models import Image
from jobs.models import Job, Worker
from leads.models import (
    Channel,
    Disclosure,
    Duty,
    Kind,
    Lead,
    LeadEvent,
    LossReason,
    Notification,
    PrivacyRequest,
    SalesRules,
    SpecialDay,
)
from listings.models import ListingPicture
from moving.models import OldSite
from old_lists.models import OldList
from push.models import Push, PushAccount
from reports.models import Target
from staff.models import SignInEvent, User
from staff.roles import EDITOR, SALES, SALES_MANAGER
from tests import builders
from wechat.models import WeChatAccount
from zones.models import Industry, Portal

_numbers = count(1)


def image(city):
    number = next(_numbers)
    fields = {"sha256": f"{number:064}", "format": "JPEG", "width": 40, "height": 30, "size": 900}
    return Image.objects.create(file=f"images/{number}.jpg", title=f"示例图 {number}", **fields)


def listing(city):
    row = builders.listing(zone=builders.zone(city=city))
    ListingPicture.objects.create(listing=row, image=image(city))
    return row


def lead(city, kind=Kind.RENT):
    seller = User.objects.filter(grants__role__name=SALES).first() or builders.person(SALES, city)
    return Lead.objects.create(
        kind=kind, name="示例先生", city=city, receipt=f"{next(_numbers):06}",
        phone="+8613800000000", owner=None if kind == Kind.COMPLAINT else seller,
    )  # fmt: skip


def notification(city):
    row = lead(city)
    event = LeadEvent.objects.create(lead=row, kind=LeadEvent.Kind.RECEIVED)
    return Notification.objects.create(lead=row, event=event, channel=Channel.objects.first() or channel(city))


def channel(city):
    return Channel.objects.create(city=city, kind=Channel.Kind.EMAIL, name="示例组", target="desk@example.com")


def disclosure(city):
    row = lead(city)
    zone = city.zones.first() or builders.zone(city=city)
    return Disclosure.objects.create(
        lead=row, actor=row.owner, zone=zone, organisation="示例管委会", recipient="周示例", way=Disclosure.Way.MAIL,
        fields=[Disclosure.Field.NEED], data=[["需求", "厂房"]], basis="form", consent_version="2026-11",
        consented_at=timezone.now(),
    )  # fmt: skip


def push_account(city):
    city = builders.city(host=f"shi{next(_numbers)}.example")
    return PushAccount.objects.create(city=city, engine=PushAccount.Engine.BAIDU, token="example")


def user(city):
    return builders.person(EDITOR, city, last_name="示例")


def article(city):
    """A copy of the city's article, where it has one: saving another would index it for search, and so on."""
    first = Article.objects.filter(city=city).first()
    if first is None:
        return builders.article(zone=builders.zone(city=city), cover=image(city), tags=["厂房"])
    tag = first.tags.get()
    first.pk = None
    [row] = Article.objects.bulk_create([first])
    TaggedArticle.objects.create(tag=tag, content_object=row)
    return row


def tag(city):
    row = Tag.objects.create(name=f"标签{(n := next(_numbers))}", slug=f"biaoqian-{n}")
    TaggedArticle.objects.create(tag=row, content_object=Article.objects.first() or builders.article(city=city))
    return row


#: How a row of each list is made, in the given city where it has one.
ROWS = {
    "articles.Article": article,
    "articles.Section": lambda city: Section.objects.create(name=f"栏目{(n := next(_numbers))}", slug=f"lanmu-{n}"),
    "articles.Tag": tag,
    "articles.RiskyWord": lambda city: RiskyWord.objects.create(word=f"词{next(_numbers)}", reason="示例。"),
    "articles.Synonym": lambda city: Synonym.objects.create(words=f"甲{(n := next(_numbers))}、乙{n}"),
    "images.Image": image,
    "jobs.Job": lambda city: Job.objects.create(kind="example", dedupe_key=f"{next(_numbers)}"),
    "jobs.Worker": lambda city: Worker.objects.create(name=f"worker {next(_numbers)}", alive_until=timezone.now()),
    "leads.Complaint": lambda city: lead(city, Kind.COMPLAINT),
    "leads.Lead": lead,
    "old_lists.OldList": lambda city: OldList.objects.create(
        user=builders.person(SALES_MANAGER, city), name="示例.xlsx"
    ),
    "moving.OldSite": lambda city: OldSite.objects.create(
        key=f"jiu-{(n := next(_numbers))}", title=f"示例旧站 {n}", city=city, hosts=[f"jiu{n}.example"]
    ),
    "leads.Channel": channel,
    "leads.Notification": notification,
    "leads.PrivacyRequest": lambda city: PrivacyRequest.objects.create(
        actor=user(city), kind=PrivacyRequest.Kind.COPY, known_by="138****0000", verified="回拨"
    ),
    "leads.Disclosure": disclosure,
    "leads.Duty": lambda city: Duty.objects.create(user=builders.person(SALES, city), city=city),
    "leads.SalesRules": lambda city: SalesRules.objects.create(city=builders.city()),
    "leads.LossReason": lambda city: LossReason.objects.create(name=f"示例原因{next(_numbers)}"),
    "leads.SpecialDay": lambda city: SpecialDay.objects.create(
        day=timezone.localdate() + timedelta(days=next(_numbers)), note="示例"
    ),
    "listings.Listing": listing,
    "staff.User": user,
    "staff.SignInEvent": lambda city: SignInEvent.objects.create(
        user=user(city), kind=SignInEvent.Kind.TRUSTED, path="/admin/"
    ),
    "reports.Target": lambda city: Target.objects.create(
        city=city, month=timezone.localdate().replace(year=2000 + next(_numbers) % 100, day=1), received=30
    ),
    "hosts.Verification": lambda city: Verification.objects.create(
        city=city, name=f"example{next(_numbers)}.txt", content="example"
    ),
    "push.PushAccount": push_account,
    "push.Push": lambda city: Push.objects.create(account=push_account(city), url="https://example.com/"),
    "addresses.OldAddress": lambda city: OldAddress.objects.create(
        kind="path", key=f"/old/{next(_numbers)}", article=Article.objects.first() or article(city)
    ),
    "addresses.OldHost": lambda city: OldHost.objects.create(host=f"jiu{next(_numbers)}.example", city=city),
    "addresses.MissingAddress": lambda city: MissingAddress.objects.create(
        kind="path", key=f"/old/{next(_numbers)}", last_seen_at=timezone.now() - timedelta(days=1)
    ),
    "zones.City": lambda city: builders.city(contact=builders.contact()),
    "zones.Zone": lambda city: builders.zone(city=city, contact=builders.contact(), cover=image(city)),
    "zones.Contact": lambda city: builders.contact(mobiles=["13800000000"]),
    "zones.Industry": lambda city: Industry.objects.create(name=f"产业{(n := next(_numbers))}", slug=f"chanye-{n}"),
}
#: Of which there is one row in all.
SINGLE = {Portal._meta.label, WeChatAccount._meta.label}
