"""Mail to staff about a story that changed hands: to its editors when it is submitted, to its writer afterwards.

Whoever has left no address hears of it on the desk's start page.
"""

from django.core.mail import EmailMessage

from articles.models import Article, ArticleRevision
from articles.models.article_state import SUBMITTED
from staff.models import User
from zones.canonical import desk_url


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
