"""Stores the demo content: the network, its zones, the pictures and the news, its staff and their enquiries.

Rows are looked up by their natural keys and made only where they are missing, so that nothing of the owner's is
overwritten.
"""

import datetime
import io
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any, TypeVar

import PIL.Image
import segno
from django.db import transaction
from django.utils import timezone

from articles import body
from articles.jobs import count_tags
from articles.models import Article, ArticleDailyViews, ArticleRevision, ArticleViews, Section, Tag, TaggedArticle
from demo import news
from demo.accounts import create_accounts
from demo.content import FOLDER, read
from demo.enquiries import store_enquiries
from demo.listings import store_listings
from demo.markup import to_html
from demo.taps import store_taps
from images import uploads
from images.models import Image
from staff.models import User
from zones.models import City, Contact, Industry, Mobile, Portal, Zone

Row = TypeVar("Row")
#: What marks a demo article in the desk, whatever the owner makes of its title.
LICENCE_NOTE = "示例内容，可随时删除"
#: States of articles that visitors can, could or will be able to read.
WAS_PUBLIC = {Article.Status.PUBLISHED, Article.Status.WITHDRAWN}
#: Fields of a zone that `zones.toml` gives together, by its names for them.
TOGETHER = {
    "position": ("longitude", "latitude"),
    "units": ("unit_area_min", "unit_area_max"),
    "rent": ("rent_min", "rent_max"),
}


@transaction.atomic
def load(now: datetime.datetime) -> list[tuple[User, str, str]]:
    """Stores everything, all of it or nothing, dated back from `now`. Returns what `create_accounts` does."""
    images = store_pictures()
    contacts, cities = store_network(images)
    zones, names = store_zones(contacts, cities, images, timezone.localdate(now))
    accounts = create_accounts(cities)
    users = {user.username: user for user, _, _ in accounts}
    articles = store_articles(zones, names, cities, images, users["writer"], now)
    store_views(articles, now)
    store_listings(zones, images, users["sales"], timezone.localdate(now))
    count_tags()
    store_enquiries(users, now)
    store_taps(timezone.localdate(now))
    return accounts


def store_pictures() -> dict[str, Image]:
    """{name: Image} of the files in `pictures/`, each stored."""
    return {name: store_picture(name, alt) for name, alt in read("pictures").items()}


def store_picture(name: str, alt: str) -> Image:
    """The Image of a file in `pictures/`.

    Uploaded as WebP, a drawing would be compressed anew, with loss; `uploads` keeps a BMP as PNG, pixel by pixel.
    """
    data = io.BytesIO()
    with PIL.Image.open(FOLDER / "pictures" / f"{name}.webp") as picture:
        picture.save(data, "BMP")
    data.seek(0)
    return uploads.store(data, title=f"{alt}（示例）", alt=alt, credit="示例插图")


def store_wechat_qr(wechat_id: str) -> Image:
    """A QR code that says it is an example; the real one is uploaded in the desk."""
    data = io.BytesIO()
    code = segno.make(f"示例二维码：请在后台换成 {wechat_id} 的微信名片", error="m")
    code.save(data, kind="png", scale=8, border=4)
    data.seek(0)
    return uploads.store(data, title=f"微信二维码 {wechat_id}（示例）", alt="微信二维码（示例）")


def store_network(images: dict[str, Image]) -> tuple[dict[str, Contact], dict[str, City]]:
    """The portal, sections, industries, contacts and cities. Returns {contact key: Contact} and {slug: City}."""
    content = read("network")
    for model, rows in ((Section, content["sections"]), (Industry, content["industries"])):
        for number, row in enumerate(rows, start=1):
            model.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"], "order": number * 10})
    contacts = {row.pop("key"): store_contact(row) for row in content["contacts"]}
    if not Portal.objects.exists():
        shown = [zone for zone in read("zones")["zones"] if zone.get("is_listed", True)]
        counts = {"cities": len(content["cities"]), "zones": len(shown)}
        portal = content["portal"] | {"tagline": content["portal"]["tagline"].format(**counts)}
        Portal(**portal, contact=contacts["portal"], hero_image=images["plan"]).save()
    cities = {}
    for number, row in enumerate(content["cities"], start=1):
        row |= {
            "contact": look_up(contacts, row.get("contact")),
            "intro": row["intro"].strip(),
            "order": number * 10,
        }
        cities[row["slug"]], _ = City.objects.get_or_create(slug=row["slug"], defaults=row)
    return contacts, cities


def store_contact(row: dict[str, Any]) -> Contact:
    """The Contact of a row of `network.toml`, its mobiles a row each."""
    mobiles, has_qr = row.pop("mobiles", []), row.pop("qr", False)
    contact, is_new = Contact.objects.get_or_create(name=row["name"], defaults=row)
    if is_new:
        Mobile.objects.bulk_create(
            Mobile(contact=contact, number=mobile, order=order) for order, mobile in enumerate(mobiles)
        )
        if has_qr:
            contact.wechat_qr = store_wechat_qr(contact.wechat_id)
            contact.save(update_fields=["wechat_qr"])
    return contact


def store_zones(
    contacts: dict[str, Contact], cities: dict[str, City], images: dict[str, Image], today: datetime.date
) -> tuple[dict[str, Zone], dict[str, news.ZoneNames]]:
    """The zones of `zones.toml`. Returns {slug: Zone} and {slug: ZoneNames}."""
    industries = {industry.slug: industry for industry in Industry.objects.all()}
    zones, names = {}, {}
    for number, row in enumerate(read("zones")["zones"], start=1):
        short_name, suited = row.pop("short"), row.pop("industries", [])
        row |= {
            "city": cities[row["city"]],
            "contact": look_up(contacts, row.get("contact")),
            "cover": look_up(images, row.get("cover")),
            "description": row.get("description", "").strip(),
            "entry_rules": row.get("entry_rules", "").strip(),
            "order": number * 10,
        }
        for name, fields in TOGETHER.items():
            if name in row:
                row |= zip(fields, row.pop(name), strict=True)
        if days := row.pop("verified_days_ago", None):
            row["verified_on"] = today - datetime.timedelta(days=days)
        zone, is_new = Zone.objects.get_or_create(city=row["city"], slug=row["slug"], defaults=row)
        if is_new:
            zone.industries.set([industries[slug] for slug in suited])
        zones[zone.slug] = zone
        names[zone.slug] = news.ZoneNames(zone.slug, zone.name, short_name, zone.city.slug, zone.city.name)
    return zones, names


def store_articles(
    zones: dict[str, Zone],
    names: dict[str, news.ZoneNames],
    cities: dict[str, City],
    images: dict[str, Image],
    author: User,
    now: datetime.datetime,
) -> list[Article]:
    """The news with tags, search index and first revisions, oldest first, as it would have come.

    In a few statements: saved one by one, each article would be indexed twice. So what `save` derives is derived here.
    """
    sections = {section.slug: section for section in Section.objects.all()}
    image_ids = {name: image.pk for name, image in images.items()}
    articles, tags_of = [], []
    for data in reversed(news.articles(names, now)):
        html = to_html(data.body, image_ids)
        fields: dict[str, Any] = vars(data) | {
            "body": html,
            "excerpt": body.excerpt(html),
            "lead_image_id": body.first_image_id(html),
            "section": sections[data.section],
            "city": look_up(cities, data.city),
            "zone": look_up(zones, data.zone),
            "cover": look_up(images, data.cover),
            "first_published_at": data.published_at if data.status in WAS_PUBLIC else None,
            "created_at": min(data.published_at, now),
            "content_changed_at": min(data.published_at, now),
        }
        tags_of.append(fields.pop("tags"))
        articles.append(Article(**fields, author=author, licence_note=LICENCE_NOTE))
    Article.objects.bulk_create(articles)
    store_tags(zip(articles, tags_of, strict=True))
    Article.objects.filter(pk__in=[article.pk for article in articles]).index()
    ArticleRevision.objects.bulk_create(
        ArticleRevision(article=article, number=1, content=article.content(), author=author, reason="录入")
        for article in articles
    )
    return articles


def store_tags(tagged: Iterable[tuple[Article, list[str]]]) -> None:
    """Tags of (article, names of its tags): all in a few statements, where one by one takes thousands."""
    tags = {tag.name: tag for tag in Tag.objects.all()}
    pairs = [(article, name) for article, names in tagged for name in names]
    for _, name in pairs:
        if name not in tags:
            tags[name] = Tag.objects.create(name=name)
    TaggedArticle.objects.bulk_create(TaggedArticle(content_object=article, tag=tags[name]) for article, name in pairs)


def look_up(rows: Mapping[str, Row], name: str | None) -> Row | None:
    """The row of that name, or None for no name. Raises KeyError for a name that nothing has."""
    return rows[name] if name else None


def store_views(articles: Iterable[Article], now: datetime.datetime) -> None:
    """Readers: what an earlier site had counted for the old ones, and the last days, by which "most read" goes."""
    random = Random(news.SEED)  # noqa: S311 - draws numbers of readers
    today = timezone.localdate(now)
    totals, daily = [], []
    for article in articles:
        if not article.was_public:
            continue
        age = (today - timezone.localdate(article.published_at)).days
        interest = random.lognormvariate(3, 0.7)
        views = {
            today - datetime.timedelta(days=ago): int(interest * 5 / (1 + (age - ago) / 2) + random.random() * 1.5)
            for ago in range(min(age + 1, 30))
        }
        daily += [ArticleDailyViews(article=article, day=day, views=count) for day, count in views.items() if count]
        baseline = int(interest * 14 * random.uniform(0.8, 1.6)) if age > 30 else 0
        totals.append(ArticleViews(article=article, baseline=baseline, counted=sum(views.values())))
    ArticleViews.objects.bulk_create(totals, ignore_conflicts=True)
    ArticleDailyViews.objects.bulk_create(daily)
