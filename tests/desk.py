"""Somebody at the desk: signed in, opening and posting the admin's pages as a browser does."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.models import Article
from tests import builders

LIST = "/admin/articles/article/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(article, what="change"):
    return reverse(f"admin:articles_article_{what}", args=[article.pk])


def filled(article=None, **changed):
    """What a browser would post from the article's form."""
    article = article or Article()
    published = timezone.localtime(article.published_at) if article.published_at else None
    data = {
        "revision": article.latest_number if article.pk else "",
        "title": article.title or "新的一条",
        "body": article.body or "<p>正文</p>",
        "city": article.city_id or "",
        "zone": article.zone_id or "",
        "section": article.section_id or builders.section().pk,
        "tags": "、".join(article.tags.names()) if article.pk else "",
        "published_at": published.strftime("%Y-%m-%dT%H:%M:%S") if published else "",
        "_continue": "1",
    }
    return {**data, **changed}


def act(client, action, *articles, **data):
    return client.post(LIST, {"action": action, ACTION_CHECKBOX_NAME: [each.pk for each in articles], **data})


def published(client, article=None, **changed):
    """The answer to 保存并发布 and, where the desk asks once more, to 仍要发布; without an article, of a new one."""
    answer = client.post(page(article) if article else f"{LIST}add/", filled(article, **changed, _publish="1"))
    if answer.status_code != 302:
        return answer
    shown = client.get(answer.url)
    return client.post(answer.url, asked(shown), follow=True) if answer.url.endswith("/publish/") else shown


def publish_selected(client, *articles, without=()):
    """The list after the bulk action and its page, on which those of `without` are not ticked, but all others are."""
    shown = act(client, "publish_selected", *articles)
    chosen = [str(each.pk) for each in articles if each not in without]
    return client.post(LIST, {**asked(shown), ACTION_CHECKBOX_NAME: chosen}, follow=True)


def asked(shown):
    """What the page that asks once more would post."""
    return next(values for _, values, _ in forms_of(shown.content) if "_confirmed" in values)


def words(response):
    return response.content.decode()


def forms_of(page):
    """[(where it posts to, {name: value}, {name: type of input})] of a page's forms that post."""
    found = []
    for form in html.fromstring(page).forms:
        values, types = {}, {}
        for field in form.inputs:
            if form.method != "POST" or not field.name or field.name == "csrfmiddlewaretoken":
                continue
            kind = field.get("type", "text") if field.tag == "input" else field.tag
            types[field.name] = kind
            if kind in {"submit", "button", "image", "file"} or (kind in {"checkbox", "radio"} and not field.checked):
                continue
            values[field.name] = [*field.value] if field.tag == "select" and field.multiple else field.value or ""
        found.append((form.action or "", values, types))
    return found
