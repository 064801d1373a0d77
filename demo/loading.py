"""Stores the demo content: the network, its zones, the pictures and the news.

Rows are looked up by their natural keys and made only where they are missing, so that nothing of the owner's is
overwritten. The caller has opened the transaction.
"""

import datetime
import io
from random import Random

import PIL.Image
import segno
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, ArticleDailyViews, ArticleRevision, ArticleViews, Section, Tag, TaggedArticle
from demo import news
from demo.content import FOLDER, read
from demo.markup import to_html
from images import uploads
from zones.models import City, Contact, Industry, Mobile, Portal, Zone

#: What marks a demo article in the desk, whatever the owner makes of its title.
LICENCE_NOTE = "示例内容，可随时删除"


def pictures():
    """{name: Image} of the files in `pictures/`, each stored."""
    return {name: store(name, alt) for name, alt in read("pictures").items()}


def store(name, alt):
    """The Image of a file in `pictures/`.

    Uploaded as WebP, a drawing would be compressed anew, with loss; `uploads` keeps a BMP as PNG, pixel by pixel.
    """
    data = io.BytesIO()
    with PIL.Image.open(FOLDER / "pictures" / f"{name}.webp") as picture:
        picture.save(data, "BMP")
    data.seek(0)
    return uploads.store(data, title=f"{alt}（示例）", alt=alt, credit="示例插图")


def wechat_qr(wechat_id):
    """The Image of a QR code that says it is an example; the real one is uploaded in the desk."""
    data = io.BytesIO()
    code = segno.make(f"示例二维码：请在后台换成 {wechat_id} 的微信名片", error="m")
    code.save(data, kind="png", scale=8, border=4)
    data.seek(0)
    return uploads.store(data, title=f"微信二维码 {wechat_id}（示例）", alt="微信二维码（示例）")


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
    """The zones of `zones.toml`. Returns [(Zone, the name news texts use)]."""
    industries = {industry.slug: industry for industry in Industry.objects.all()}
    made = []
    for number, row in enumerate(read("zones")["zones"], start=1):
        short, fits = row.pop("short"), row.pop("industries", [])
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
        zone, is_new = Zone.objects.get_or_create(city=city, slug=row["slug"], defaults=row | {"order": number * 10})
        if is_new:
            zone.industries.set([industries[slug] for slug in fits])
        made.append((zone, short))
    return made


def articles(places, cities, images, author, now):
    """The news. Returns the articles made."""
    sections = {section.slug: section for section in Section.objects.all()}
    ids = {name: image.pk for name, image in images.items()}
    rows = {zone.slug: zone for zone, _ in places}
    words = {
        zone.slug: {
            "slug": zone.slug, "zone": zone.name, "park": short,
            "city": zone.city.slug, "city_name": zone.city.name,
        }
        for zone, short in places
    }  # fmt: skip
    made, tagged = [], []
    # Oldest first, as they would have come.
    for story in reversed(news.stories(words, now)):
        fields = vars(story) | {
            "body": to_html(story.body, ids),
            "section": sections[story.section],
            "city": cities.get(story.city),
            "zone": rows.get(story.zone),
            "cover": images.get(story.cover),
        }
        names = fields.pop("tags")
        article = Article(**fields, author=author, licence_note=LICENCE_NOTE, created_at=min(story.published_at, now))
        if article.status == Article.Status.WITHDRAWN:
            article.first_published_at = story.published_at
        article.save()
        made.append(article)
        tagged += [(article, name) for name in names]
    tag(tagged)
    Article.objects.filter(pk__in=[article.pk for article in made]).index()
    ArticleRevision.objects.bulk_create(
        ArticleRevision(article=article, number=1, content=article.content(), author=author, reason="录入")
        for article in made
    )
    return made


def tag(tagged):
    """Tags of (Article, name of a tag) pairs: all in a few statements, where one by one takes thousands."""
    tags = {tag.name: tag for tag in Tag.objects.all()}
    for _, name in tagged:
        if name not in tags:
            tags[name] = Tag.objects.create(name=name)
    TaggedArticle.objects.bulk_create(TaggedArticle(content_object=article, tag=tags[name]) for article, name in tagged)


def views(made, now):
    """Readers: what an earlier site had counted for the old ones, and the last days, by which "most read" goes."""
    lot = Random(news.SEED)  # noqa: S311 - draws numbers of readers
    today = timezone.localdate(now)
    totals, daily = [], []
    for article in made:
        if not article.was_public:
            continue
        age = (today - timezone.localdate(article.published_at)).days
        interest = lot.lognormvariate(3, 0.7)
        counts = {
            today - datetime.timedelta(days=ago): int(interest * 5 / (1 + (age - ago) / 2) + lot.random() * 1.5)
            for ago in range(min(age + 1, 30))
        }
        daily += [ArticleDailyViews(article=article, day=day, views=count) for day, count in counts.items() if count]
        before = int(interest * 14 * lot.uniform(0.8, 1.6)) if age > 30 else 0
        totals.append(ArticleViews(article=article, baseline=before, counted=sum(counts.values())))
    ArticleViews.objects.bulk_create(totals, ignore_conflicts=True)
    ArticleDailyViews.objects.bulk_create(daily)


def count_tags():
    """Tag.published_count, as the worker keeps it."""
    public = TaggedArticle.objects.filter(tag=OuterRef("pk"), content_object__in=Article.objects.published())
    counted = public.order_by().values("tag").annotate(articles=Count("pk")).values("articles")
    Tag.objects.update(published_count=Coalesce(Subquery(counted), 0))
