"""Stores the demo content: the network, its zones, the pictures and the news.

Rows are looked up by their natural keys and made only where they are missing, so that nothing of the owner's is
overwritten. The caller has opened the transaction.
"""

import datetime
import io
import random
import tomllib
from pathlib import Path

import segno
from django.core.files.base import ContentFile
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from articles.models import Article, ArticleDailyViews, ArticleViews, Section, Tag
from images.uploads import store
from parkinfo.demo import scenes
from parkinfo.demo.calendar import CALENDAR
from parkinfo.demo.writing import Text, topics
from zones.models import City, Contact, Industry, Mobile, Portal, Zone

HERE = Path(__file__).parent
#: Whatever is drawn by lot is the same at every loading.
SEED = 20260101
#: What marks a demo article in the desk, whatever the owner makes of its title.
LICENCE_NOTE = "示例内容，可随时删除"


def read(name):
    """One of our TOML files."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def pictures():
    """{scene name: Image}, each drawn and stored."""
    return {name: drawn(name, alt) for name, (_, alt) in scenes.SCENES.items()}


def drawn(name, alt):
    """The Image of a scene."""
    data = io.BytesIO()
    scenes.draw(name).save(data, "JPEG", quality=95, subsampling=0)
    return keep(data, alt)


def wechat_qr(wechat_id):
    """The Image of a QR code that says it is an example; the real one is uploaded in the desk."""
    data = io.BytesIO()
    segno.make(f"示例二维码：请在后台换成 {wechat_id} 的微信名片", error="m").save(data, kind="png", scale=8, border=4)
    return keep(data, "微信二维码（示例）")


def keep(data, alt):
    """The Image of a picture's bytes (a BytesIO), taken in like an upload."""
    return store(ContentFile(data.getvalue()), title=f"{alt}（示例）", alt=alt, credit="示例插图")


def network(images):
    """The portal, sections, industries, contacts and cities. Returns {contact key: Contact} and {slug: City}."""
    content = read("network")
    for number, row in enumerate(content["sections"], start=1):
        Section.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"], "order": number * 10})
    for number, row in enumerate(content["industries"], start=1):
        Industry.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"], "order": number * 10})
    contacts = {row["key"]: contact(dict(row)) for row in content["contacts"]}
    if not Portal.objects.exists():
        Portal(**content["portal"], contact=contacts["portal"], hero_image=images["plan"]).save()
    cities = {}
    for number, row in enumerate(content["cities"], start=1):
        fields = row | {"contact": contacts.get(row.get("contact")), "order": number * 10}
        fields["intro"] = row["intro"].strip()
        cities[row["slug"]], _ = City.objects.get_or_create(slug=row["slug"], defaults=fields)
    return contacts, cities


def contact(row):
    """The Contact of a row of `network.toml`, its mobiles a row each."""
    row.pop("key")
    mobiles, has_qr = row.pop("mobiles", []), row.pop("qr", False)
    row["is_adviser"] = row.pop("adviser", False)
    found, made = Contact.objects.get_or_create(name=row["name"], defaults=row)
    if made:
        Mobile.objects.bulk_create(
            Mobile(contact=found, number=mobile, order=order) for order, mobile in enumerate(mobiles)
        )
        if has_qr:
            found.wechat_qr = wechat_qr(found.wechat_id)
            found.save(update_fields=["wechat_qr"])
    return found


def zones(contacts, cities, images, today):
    """The zones of `zones.toml`. Returns [(Zone, the name news texts use)] of the listed ones."""
    industries = {industry.slug: industry for industry in Industry.objects.all()}
    listed = []
    for number, row in enumerate(read("zones")["zones"], start=1):
        row = dict(row)
        short = row.pop("short", "")
        fits = [industries[slug] for slug in row.pop("industries", [])]
        city = cities[row.pop("city")]
        row["contact"] = contacts.get(row.get("contact"))
        row["cover"] = images.get(row.get("cover"))
        row["longitude"], row["latitude"] = row.pop("position", (None, None))
        row["unit_area_min"], row["unit_area_max"] = row.pop("units", (None, None))
        row["rent_min"], row["rent_max"] = row.pop("rent", (None, None))
        row["is_featured"], row["is_listed"] = row.pop("featured", False), row.pop("listed", True)
        if days := row.pop("verified_days_ago", None):
            row["verified_on"] = today - datetime.timedelta(days=days)
        for text in ("description", "entry_rules"):
            row[text] = row.get(text, "").strip()
        zone, made = Zone.objects.get_or_create(city=city, slug=row["slug"], defaults=row | {"order": number * 10})
        if made:
            zone.industries.set(fits)
        if zone.is_listed and short:
            listed.append((zone, short))
    return listed


def articles(places, images, author, now):
    """The news, spread over the calendar. Returns the articles made."""
    lot = random.Random(SEED)  # noqa: S311 - texts, not secrets
    sections = {section.slug: section for section in Section.objects.all()}
    ids = {name: image.pk for name, image in images.items()}
    made = []
    for text, slot in zip(texts(places, lot, now), CALENDAR, strict=False):
        article = Article(
            title=text.title,
            summary=text.summary,
            body=text.html(ids),
            section=sections[text.story.get("section", text.topic.section)],
            city=text.words["zone_row"].city,
            zone=text.words["zone_row"],
            cover=images[lot.choice(text.topic.pictures)],
            author=author,
            byline="示例编辑部",
            source_name="园区观察（示例）",
            source_url="https://example.com/",
            licence_note=LICENCE_NOTE,
            published_at=slot.moment(now),
        )
        article.status = slot.status
        article.save()
        article.tags.add(*text.tags)
        article.record(author, "录入")
        made.append(article)
    return made


def texts(places, lot, now):
    """Every story of every topic told in turn, each time of another zone."""
    use = 0
    while True:
        for topic in topics():
            for story in topic.stories:
                zone, short = places[lot.randrange(len(places))]
                day = timezone.localdate(now)
                words = {
                    "zone_row": zone, "zone": zone.name, "park": short, "city": zone.city.name,
                    "date": f"{day.month}月{day.day}日",
                }  # fmt: skip
                yield Text(topic, story, use, words, lot)
        use += 1


def views(made, now):
    """Readers: a baseline from before, and the last days' counts by which "most read" goes."""
    lot = random.Random(SEED)  # noqa: S311
    today = timezone.localdate(now)
    totals, daily = [], []
    for article in made:
        if article.status != Article.Status.PUBLISHED or article.published_at > now:
            continue
        age = (today - timezone.localdate(article.published_at)).days
        interest = lot.lognormvariate(3, 0.8)
        counted = 0
        for days_ago in range(min(age + 1, 14)):
            count = int(interest * 4 / (1 + (age - days_ago) / 3) + lot.random() * 2)
            if count:
                daily.append(
                    ArticleDailyViews(article=article, day=today - datetime.timedelta(days=days_ago), views=count)
                )
            counted += count
        totals.append(ArticleViews(article=article, baseline=int(interest * min(age, 400) / 6), counted=counted))
    ArticleViews.objects.bulk_create(totals, ignore_conflicts=True)
    ArticleDailyViews.objects.bulk_create(daily)


def count_tags():
    """Tag.published_count, as the worker keeps it."""
    public = Q(tagged_articles__published_at__lte=Now())
    for tag in Tag.objects.annotate(public=Count("tagged_articles", filter=public)):
        Tag.objects.filter(pk=tag.pk).update(published_count=tag.public)
