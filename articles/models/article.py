"""The article: what staff do with it, as verbs. Each locks the row and leaves a revision that says who and why."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone

from articles import body
from articles.models.article_fields import ArticleFields
from articles.models.article_revision import ArticleRevision
from articles.models.article_state import PUBLISHED, RECALLED, SENT_BACK, SUBMITTED, WITHDRAWN, ArticleState
from articles.models.section import Section
from jobs.queue import enqueue
from staff.models import User
from zones.models import City

#: The fields of an article by column, and the names of its `tags`, as a revision keeps them.
Content = dict[str, Any]

#: Fields that are no content: keys, and what is derived from other fields.
NOT_CONTENT = {"id", "excerpt", "lead_image", "draft_revision", "content_changed_at", "preview_number"}
#: Fields that a revision keeps for the record only: no draft and no restoring brings them back.
NOT_APPLIED = {"status", "first_published_at", "author_id", "created_at"}
#: Fields that belong to one story's own days: a copy starts without them.
NOT_COPIED = {"published_at", "expires_at", "event_date", "pinned"}


class Article(ArticleFields):
    """The published copy of a story, or of one that is on its way there, with its verbs and its revisions."""

    @property
    def state(self) -> ArticleState:
        """What the article is to its readers now; `ArticleQuerySet.in_state()` is the same rule for a set."""
        if self.status != self.Status.PUBLISHED:
            return ArticleState(self.status)
        if self.is_over():
            return ArticleState.EXPIRED
        is_planned = self.published_at and self.published_at > timezone.now()
        return ArticleState.SCHEDULED if is_planned else ArticleState.PUBLIC

    @property
    def is_gone(self) -> bool:
        """Whether visitors could read it once and cannot any more (410). One that is to come again is unknown (404)."""
        return self.was_public and self.state not in {ArticleState.PUBLIC, ArticleState.SCHEDULED}

    def may_be_changed_by(self, user: User) -> bool:
        """Whether the user may: editors change any article of their cities, writers their own until it is submitted."""
        if not user.has_perm("articles.change_article", self):
            return False
        own_draft = self.author_id == user.pk and self.status == self.Status.DRAFT
        return own_draft or user.has_perm("articles.publish_article", self)

    def may_be_deleted_by(self, user: User) -> bool:
        """Whether the user may: who writes it an own draft, administrators any that visitors never read.

        What they have read is withdrawn instead: its address answers 410 and its revisions stay.
        """
        own_draft = self.author_id == user.pk and self.status == self.Status.DRAFT and not self.first_published_at
        may = user.has_perm("articles.delete_article", self) or (own_draft and self.may_be_changed_by(user))
        return may and not self.was_public

    def may_be_recalled_by(self, user: User) -> bool:
        """Whether the user may: writers take back what they submitted, as long as it waits."""
        own = self.author_id == user.pk and user.has_perm("articles.change_article", self)
        return own and self.status == self.Status.IN_REVIEW

    @property
    def latest_number(self) -> int:
        """The number of the newest revision, 0 without any."""
        return self.revisions.aggregate(Max("number"))["number__max"] or 0

    def content(self, tags: Iterable[str] | None = None) -> Content:
        """The fields and the names of the tags (the stored ones unless given), as a revision keeps them."""
        fields = {
            field.attname: field.value_from_object(self)
            for field in self._meta.concrete_fields
            if field.name not in NOT_CONTENT
        }
        return {**fields, "tags": sorted(self.tags.values_list("name", flat=True) if tags is None else tags)}

    def apply(self, content: Content) -> None:
        """Take over a revision's fields in memory, but for those that are NOT_APPLIED."""
        for field in self._meta.concrete_fields:
            if field.attname in NOT_APPLIED or field.attname not in content:
                continue
            value, present = field.to_python(content[field.attname]), field.value_from_object(self)
            # A revision keeps times to the millisecond: one that nobody changed stays exact.
            if not (isinstance(present, datetime) and value and abs(present - value) < timedelta(milliseconds=1)):
                setattr(self, field.attname, value)

    def sent_back(self) -> ArticleRevision | None:
        """The revision that says why editors sent the draft back; None if they did not, or it was submitted again."""
        if self.status != self.Status.DRAFT:
            return None
        turns = models.Q(reason=SUBMITTED) | models.Q(reason__startswith=f"{SENT_BACK}：")
        last = self.revisions.filter(turns).select_related("author").first()
        return last if last and last.reason != SUBMITTED else None

    def withdrawal(self) -> ArticleRevision | None:
        """The revision that says why a withdrawn article was withdrawn; None for any other."""
        if self.status != self.Status.WITHDRAWN:
            return None
        return self.revisions.filter(reason__startswith=f"{WITHDRAWN}：").select_related("author").first()

    def working_copy(self) -> "Article":
        """The article as last edited: the draft beside a published story, else the story itself."""
        if not self.draft_revision:
            return self
        copy = type(self).objects.get(pk=self.pk)
        copy.apply(self.draft_revision.content)
        return copy

    def as_stored(self) -> "Article":
        """The row that visitors' pages go by, while this one in memory may hold what a form or a draft says."""
        return type(self).objects.defer("body").get(pk=self.pk)

    def times_unlike(self, other: "Article") -> list[str]:
        """The labels of the times at which this one appears and disappears that are others in the other."""
        labels = {"published_at": "发布时间", "expires_at": "下线时间"}
        return [label for name, label in labels.items() if getattr(self, name) != getattr(other, name)]

    def record(self, user: User | None, reason: str) -> ArticleRevision:
        """Keep the saved state as a new revision. To be called in the transaction that saved, with the row locked."""
        return self.revisions.create(
            number=self.latest_number + 1, content=self.content(), author=user, reason=reason[:200]
        )

    def keep_draft(self, user: User | None, reason: str, content: Content) -> None:
        """Keep `content` as a draft beside the story, which stays as it is for visitors.

        To be called in a transaction, with the row locked.
        """
        number = self.latest_number + 1
        self.draft_revision = self.revisions.create(number=number, content=content, author=user, reason=reason[:200])
        # Only this field: those in memory may be the draft's.
        type(self).objects.filter(pk=self.pk).update(draft_revision=self.draft_revision)

    @transaction.atomic
    def discard_draft(self, user: User) -> None:
        """Let editing go on from the published story; the draft stays among the revisions."""
        self.lock()
        if not self.draft_revision_id:
            raise ValidationError(f"《{self}》没有未发布的修改。")
        type(self).objects.filter(pk=self.pk).update(draft_revision=None)
        self.draft_revision = None
        self.record(user, "放弃未发布的修改")

    @transaction.atomic
    def restore(self, user: User, revision: ArticleRevision) -> None:
        """Go on from an older revision: it becomes a draft beside a published story, else the story itself.

        Raises ValidationError if its city is one in which the person may not change (of a published story, publish).
        """
        self.lock()
        action = "publish" if self.status == self.Status.PUBLISHED else "change"
        if not user.has_perm(f"articles.{action}_article", type(self)(city_id=revision.content["city_id"])):
            raise ValidationError(f"第 {revision.number} 版在别的城市，你不能把文章放回那里。")
        reason = f"恢复第 {revision.number} 版"
        if self.status == self.Status.PUBLISHED:
            self.keep_draft(user, reason, revision.content)
        else:
            self._save_content(revision.content)
            self.record(user, reason)

    @transaction.atomic
    def duplicate(self, user: User) -> "Article":
        """A new draft of the person's with the content and tags of this article as last edited, without its dates.

        Raises ValidationError if the person may not write in its city.
        """
        content = self.draft_revision.content if self.draft_revision else self.content()
        copy = type(self)(author=user)
        copy.apply({name: value for name, value in content.items() if name not in NOT_COPIED})
        if not user.has_perm("articles.add_article", copy):
            raise ValidationError(f"你不能在{copy.city or '全网'}写文章，不能复制《{self}》。")
        # Its zone or a picture may be gone by now.
        copy.full_clean()
        copy.save()
        copy.tags.set(content["tags"])
        copy.record(user, f"复制自第 {self.pk} 篇")
        return copy

    @transaction.atomic
    def change_body(self, user: User | None, change: Callable[[str], str], reason: str) -> None:
        """Replace the body by `change(body)`, in the story and in the draft beside it, if there is one."""
        self.lock()
        if self.draft_revision:
            content = self.draft_revision.content
            if (changed := change(content["body"])) != content["body"]:
                self.keep_draft(user, reason, {**content, "body": changed})
        if (changed := change(self.body)) != self.body:
            self.body, self.content_changed_at = changed, timezone.now()
            self.save(update_fields={"body", "content_changed_at"})
            self.record(user, reason)

    def _save_content(self, content: Content) -> None:
        """Save a revision's fields and tags as the story's, which then has no draft beside it."""
        self.apply(content)
        self.draft_revision, self.content_changed_at = None, timezone.now()
        # Its zone or a picture may be gone by now.
        self.full_clean(exclude={"status"})
        self.save()
        self.tags.set(content["tags"])

    def submit(self, user: User) -> None:
        """Let a draft wait for an editor."""
        self._change_status(user, SUBMITTED, {self.Status.DRAFT}, self.Status.IN_REVIEW)

    def recall(self, user: User) -> None:
        """Make what was submitted a draft again. Raises ValidationError where an editor was quicker."""
        self._change_status(user, RECALLED, {self.Status.IN_REVIEW}, self.Status.DRAFT)

    def send_back(self, user: User, reason: str) -> None:
        """Return it to the writer. Raises ValidationError without a reason."""
        self._change_status(user, f"{SENT_BACK}：{_required(reason)}", {self.Status.IN_REVIEW}, self.Status.DRAFT)

    def publish(self, user: User) -> None:
        """Show it to visitors from `published_at` on, which is now unless set; with the draft beside it, if any.

        Raises ValidationError if there is nothing to see, or its time is over.
        """
        with transaction.atomic():
            self.lock()
            self.refuse_empty(self.working_copy())
            if draft := self.draft_revision:
                self._save_content(draft.content)
            self.refuse_publishing(has_draft=draft is not None)
            self._change_status(user, PUBLISHED, set(self.Status), self.Status.PUBLISHED)

    def refuse_empty(self, story: "Article") -> None:
        """Raise ValidationError if there is nothing to see in what would be published, this article as last edited."""
        if body.is_empty(story.body):
            raise ValidationError(f"《{self}》没有正文，不能发布。")

    def refuse_publishing(self, *, has_draft: bool) -> None:
        """Raise ValidationError if its time is over, or if it is public already and has no draft to be published."""
        if self.is_over():
            raise ValidationError(f"《{self}》的下线时间已经过了，改掉再发布。")
        if not has_draft:
            self._refuse_status(PUBLISHED, set(self.Status) - {self.Status.PUBLISHED})

    def withdraw(self, user: User, reason: str, *, with_pictures: bool = False) -> None:
        """Answer visitors with 410 from now on, also behind preview links. Raises ValidationError without a reason.

        `with_pictures`: the pictures that nothing else shows go offline as well, once the worker has looked for others.
        """
        # What became of them is a revision of the worker's.
        pictures = "（只有这篇用到的图片也下线）" if with_pictures else ""
        with transaction.atomic():
            verb = f"{WITHDRAWN}：{_required(reason)}{pictures}"
            self._change_status(user, verb, {self.Status.PUBLISHED}, self.Status.WITHDRAWN)
            self.withdraw_links()
            if with_pictures:
                enqueue("articles.take_pictures_offline", {"article": self.pk})

    def withdraw_links(self) -> None:
        """Have every preview link given out so far lead nowhere."""
        type(self).objects.filter(pk=self.pk).update(preview_number=F("preview_number") + 1)
        self.refresh_from_db(fields=["preview_number"])

    @transaction.atomic
    def move(self, user: User, *, city: City | None = None, section: Section | None = None) -> None:
        """Move it to another city (and out of its zone), another section, or both; None leaves one as it is."""
        self.lock()
        if city and city.pk != self.city_id:
            self.city, self.zone = city, None
        self.section = section or self.section
        self.save(update_fields={"city", "zone", "section"})
        reason = f"移动到{'、'.join(str(target) for target in (city, section) if target)}"
        self.record(user, reason)
        if self.draft_revision:
            moved = {"city_id": self.city_id, "zone_id": self.zone_id, "section_id": self.section_id}
            self.keep_draft(user, reason, {**self.draft_revision.content, **moved})

    def lock(self) -> None:
        """Lock the row until the transaction ends and read it again; give an article without revisions its first.

        Unsaved changes in memory are lost: a verb acts on what is stored.
        """
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if not self.revisions.exists():
            self.record(None, "原有内容")

    @transaction.atomic
    def _change_status(self, user: User, reason: str, sources: Collection[str], target: str) -> None:
        self.lock()
        self._refuse_status(reason, sources)
        self.status = target
        self.save(update_fields={"status", "published_at", "first_published_at"})
        revision = self.record(user, reason)
        if reason == SUBMITTED or (self.author_id and self.author != user):
            enqueue("articles.tell_staff", {"revision": revision.pk})

    def _refuse_status(self, reason: str, sources: Collection[str]) -> None:
        if self.status not in sources:
            raise ValidationError(f"《{self}》的状态是“{self.state.label}”，不能{reason.partition('：')[0]}。")


def _required(reason: str) -> str:
    if not (reason := reason.strip()):
        raise ValidationError({"reason": "请写明原因，以后查得到。"})
    return reason
