"""Mail to staff about a story that changed hands: to its editors when it is submitted, to its writer afterwards.

Whoever has left no address hears of it on the desk's start page.
"""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, ArticleRevision
from articles.models.article_state import PUBLISHED, SUBMITTED, WITHDRAWN
from staff.models import User
from zones.canonical import desk_url

#: For so long, and of so many stories, the start page says what became of them.
SHOWN_FOR, MOST_SHOWN = timedelta(days=7), 8


def editors_of(article: Article) -> list[User]:
    """Those who may publish it; administrators only where nobody else may."""
    people = User.objects.filter(is_active=True).order_by("pk")
    editors = [each for each in people if each.has_perm("articles.publish_article", article)]
    return [each for each in editors if not each.is_superuser] or editors


def mail(revision: ArticleRevision) -> None:
    """Tell those who wait for it what a revision's author did with the story; not the author, who knows."""
    article, author = revision.article, revision.author
    is_submitted = revision.reason == SUBMITTED
    readers = editors_of(article) if is_submitted else [article.author]
    addresses = [each.email for each in readers if each and each != author and each.is_active and each.email]
    what = "待审" if is_submitted else revision.reason.partition("：")[0]
    lines = [
        f"《{article}》",
        f"{author or '系统'}：{revision.reason}",
        desk_url("admin:articles_article_change", article.pk),
    ]
    if addresses:
        # One message, so that another attempt tells nobody twice.
        EmailMessage(subject=" ".join(f"{what}：{article}".split()), body="\n".join(lines), to=addresses).send()


def turns_of_own_stories(user: User) -> list[ArticleRevision]:
    """The last time that somebody else published or withdrew each of the person's stories, newest first. One query."""
    own = Article.objects.for_user(user).filter(author=user)
    turns = ArticleRevision.objects.filter(article__in=own, created_at__gte=timezone.now() - SHOWN_FOR)
    turns = turns.filter(Q(reason=PUBLISHED) | Q(reason__startswith=f"{WITHDRAWN}："))
    last = turns.order_by("article_id", "-number").distinct("article_id").values("pk")
    rows = ArticleRevision.objects.filter(pk__in=last, author__isnull=False).exclude(author=user)
    rows = rows.select_related("article", "author").defer("content", "article__body")
    return list(rows.order_by("-created_at", "-pk")[:MOST_SHOWN])
