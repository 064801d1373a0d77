"""What would go live if it were published now, of many stories at once, without publishing any."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max, prefetch_related_objects
from django.utils import timezone

from articles import body
from articles.checking.checker import Checker
from articles.checking.story import Finding, Story
from articles.findings import in_order
from articles.models import Article, ArticleRevision
from articles.models.article_state import ArticleState
from images.models import Image
from staff.models import User

#: What a look at a story reads besides its own row.
RELATED = ("section", "city", "zone__city", "cover", "lead_image")


@dataclass(frozen=True)
class Candidate:
    """A story that may go live: `story` is what visitors would read, unless there is a `refusal`, the reason why not.

    `number` is that of its newest revision: whoever publishes it says which one they have looked at. Without a time to
    appear at it appears at once; one that `disappears` is public now, and would be away until its time.
    """

    story: Article
    appears_at: datetime | None
    number: int
    findings: list[Finding]
    withdrawn: ArticleRevision | None
    refusal: str
    disappears: bool

    @property
    def is_questionable(self) -> bool:
        """Whether a person should decide."""
        return bool(self.findings or self.withdrawn or self.refusal or self.disappears)


def candidates(user: User, articles: Sequence[Article]) -> list[Candidate]:
    """The Candidate that each article is, as it is stored. Some ten queries, and three at most for each story."""
    pks = [article.pk for article in articles]
    stored = Article.objects.select_related("draft_revision", "city").in_bulk(pks)
    revisions = ArticleRevision.objects.filter(article__in=pks).order_by()
    numbers = dict(revisions.values_list("article").annotate(Max("number")))
    rows = [stored[pk] for pk in pks if pk in stored]
    checker = Checker()
    # One without revisions gets its first by whatever is done with it.
    return [
        _candidate(user, article, story, max(numbers.get(article.pk, 0), 1), checker)
        for article, story in zip(rows, _as_edited(rows), strict=True)
    ]


def _candidate(user: User, article: Article, story: Article, number: int, checker: Checker) -> Candidate:
    appears_at, refusal = story.published_at, ""
    try:
        refuse_elsewhere(user, article, story)
        article.refuse_empty(story)
        if article.draft_revision_id:
            _refuse_missing(story)
            story.body = body.clean(story.body)
        story.refuse_publishing(has_draft=bool(article.draft_revision_id))
    except ValidationError as error:
        refusal = "".join(error.messages)
    else:
        story.status, story.published_at = Article.Status.PUBLISHED, appears_at or timezone.now()
    findings = in_order(checker.findings(Story.of(story)))
    disappears = article.is_public and story.state == ArticleState.SCHEDULED
    return Candidate(story, appears_at, number, findings, article.withdrawal(), refusal, disappears)


def refuse_elsewhere(user: User, article: Article, story: Article) -> None:
    """Raise ValidationError where the person may not publish: a draft beside a story may take it to another city."""
    for each in (article, story):
        if not user.has_perm("articles.publish_article", each):
            raise ValidationError(f"《{article}》：你不能在{each.city or '全网'}发布文章。")


def _as_edited(articles: Sequence[Article]) -> list[Article]:
    """Each article as last edited, of which nothing is stored, with what is RELATED."""
    stories = [copy(article) for article in articles]
    edited = []
    for story in stories:
        if draft := story.draft_revision:
            story.apply(draft.content)
            edited.append(story)
    wanted = {pk for story in edited for pk in body.image_ids(story.body)}
    existing = set(Image.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    for story in edited:
        story.lead_image_id = next((pk for pk in body.image_ids(story.body) if pk in existing), None)
    prefetch_related_objects(stories, *RELATED)
    return stories


def _refuse_missing(story: Article) -> None:
    """Raise ValidationError as saving a draft's content would. What is RELATED is not looked up again."""
    known = {name for name in ("section", "city", "zone", "cover", "lead_image") if getattr(story, name, None)}
    # What the constraints say, clean() says as well, without asking the database.
    exclude = {"status", "author", "draft_revision", *known}
    story.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
