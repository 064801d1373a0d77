"""Pictures of other sites in a body: marked when they are pasted, fetched by the worker, never linked to for readers.

A body names one by `<img data-remote="https://…">`, which no page shows. Once it is here the mark becomes the picture's
id; where it cannot be had, `data-problem` tells the editor why.
"""

import re
from html import escape, unescape

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from articles import body
from images import remote
from images.models import Image
from images.uploads import store
from jobs.queue import enqueue

#: What the version says that a fetched picture makes; it is nobody's change, and conflicts with nobody's.
REASON = "取回外站图片"

_IMG = re.compile(r"<img\b[^>]*>")
_FIGURE = re.compile(r"<figure>(<img\b[^>]*>)(?:<figcaption>(.*?)</figcaption>)?</figure>", re.DOTALL)


class RemotePicture(models.Model):
    """One address that somebody pasted: fetched (`image`), not to be had (`problem`), or still to come (neither)."""

    url = models.CharField("地址", max_length=remote.MAX_URL_LENGTH, unique=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="图片")
    problem = models.CharField("没取回的原因", max_length=100, blank=True)
    waiting = models.ManyToManyField("Article", related_name="+", blank=True, verbose_name="等它的文章")
    created_at = models.DateTimeField("粘贴时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "外站图片"
        verbose_name_plural = "外站图片"

    def __str__(self):
        return self.url

    def fetch(self):
        """Bring it home, and into the articles that wait for it. Raises CannotFetch while another attempt may help."""
        try:
            self.image, self.problem = store(remote.fetch(self.url)), ""
        except remote.CannotFetch as refusal:
            if refusal.again:
                raise
            self.problem = str(refusal)
        except ValidationError as refusal:
            self.problem = "".join(refusal.messages)[:100]
        self.save(update_fields=["image", "problem"])
        self.settle()

    def give_up(self):
        """The attempts are used up."""
        self.problem = "试了多次，对方网站没有正常回应。"
        self.save(update_fields=["problem"])
        self.settle()

    def settle(self):
        """Put it into the articles that wait for it, each in a transaction and a version of its own."""
        for article in self.waiting.all():
            with transaction.atomic():
                article.change_body(None, settled, REASON)
                describe(article.working_copy())
                self.waiting.remove(article)


def ask_for(urls):
    """{url: RemotePicture}; those not seen before, or that did not come then and are wanted again, are fetched soon."""
    wanted = {url for url in urls if body.is_remote(url)}
    RemotePicture.objects.bulk_create([RemotePicture(url=url) for url in sorted(wanted)], ignore_conflicts=True)
    found = {each.url: each for each in RemotePicture.objects.filter(url__in=wanted)}
    for each in found.values():
        if not each.image_id and not each.problem:
            enqueue("articles.fetch_picture", {"picture": each.pk}, dedupe_key=f"articles.fetch_picture:{each.pk}")
    return found


def settled(html):
    """The body with what is known of its remote pictures: the ids of those that are here, the problems of others."""
    urls = body.remote_urls(html)
    if not urls:
        return html
    known = {each.url: each for each in RemotePicture.objects.filter(url__in=urls)}

    def settle(match):
        [url] = body.remote_urls(match[0]) or [None]
        picture = known.get(url)
        if picture is None or not (picture.image_id or picture.problem):
            return match[0]
        alt = re.search(r'\salt="[^"]*"', match[0])
        alt = alt[0] if alt else ' alt=""'
        if picture.image_id:
            return f'<img data-image="{picture.image_id}"{alt}>'
        return f'<img data-remote="{escape(url)}" data-problem="{escape(picture.problem)}"{alt}>'

    return _IMG.sub(settle, html)


@transaction.atomic
def wait_for(article):
    """The saved article waits for the remote pictures of its working copy."""
    for picture in ask_for(body.remote_urls(article.working_copy().body)).values():
        if not picture.problem:
            picture.waiting.add(article)
            if picture.image_id:  # it came between the form's cleaning and now
                picture.settle()


def describe(article):
    """Words for pictures that have none: alt from the caption, else title and number; credit from the source."""
    captions = {}
    for number, match in enumerate(_FIGURE.finditer(article.body), 1):
        for image in body.image_ids(match[1]):
            caption = unescape(re.sub(r"<[^>]+>", "", match[2] or "")).strip()
            captions[image] = caption or f"{article.title}（图 {number}）"
    for image in Image.objects.filter(pk__in=captions):
        image.fill_in(alt=captions[image.pk][:200], credit=article.source_name)
