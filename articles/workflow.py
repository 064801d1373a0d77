"""What staff do with an article, as verbs: each locks the row and leaves a revision that says who and why."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

#: Columns that are no content: keys, and what is derived from the others.
NOT_CONTENT = {"id", "excerpt", "lead_image", "draft_revision", "content_changed_at"}


class State(models.TextChoices):
    """What an article is to its readers right now: the status together with the clock."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审"
    SCHEDULED = "scheduled", "定时"
    PUBLIC = "public", "已发布"
    EXPIRED = "expired", "已下线"
    WITHDRAWN = "withdrawn", "已撤回"


class Workflow:
    """The verbs and the versions of an Article."""

    @property
    def state(self):
        """The article's State. `ArticleQuerySet.in_state()` is the same rule for a set."""
        if self.status != self.Status.PUBLISHED:
            return State(self.status)
        now = timezone.now()
        if self.expires_at and self.expires_at <= now:
            return State.EXPIRED
        return State.SCHEDULED if self.published_at > now else State.PUBLIC

    def may_be_changed_by(self, user):
        """Editors change any article of their cities; writers their own, until it is submitted."""
        if not user.has_perm("articles.change_article", self):
            return False
        own_draft = self.author_id == user.pk and self.status == self.Status.DRAFT
        return own_draft or user.has_perm("articles.publish_article", self)

    @property
    def latest_number(self):
        """The number of the newest revision; 0 when there is none."""
        return self.revisions.aggregate(Max("number"))["number__max"] or 0

    def content(self):
        """All fields with the tags' names, as a revision keeps them (encoded by the JSONField)."""
        fields = {
            field.attname: field.value_from_object(self)
            for field in self._meta.concrete_fields
            if field.name not in NOT_CONTENT
        }
        return {**fields, "tags": sorted(self.tags.values_list("name", flat=True))}

    def record(self, user, reason):
        """Keep the saved state as a new revision. Call it in the transaction that saved, with the row locked."""
        return self.revisions.create(
            number=self.latest_number + 1, content=self.content(), author=user, reason=reason[:200]
        )

    def submit(self, user):
        """A draft waits for an editor."""
        self._turn(user, "提交审核", {self.Status.DRAFT}, self.Status.IN_REVIEW)

    def send_back(self, user, reason):
        """An editor returns it to the writer, with a note."""
        self._turn(user, f"退回：{_given(reason)}", {self.Status.IN_REVIEW}, self.Status.DRAFT)

    def publish(self, user):
        """Visitors see it from `published_at` on: now, unless a time has been set."""
        unpublished = {self.Status.DRAFT, self.Status.IN_REVIEW, self.Status.WITHDRAWN}
        self._turn(user, "发布", unpublished, self.Status.PUBLISHED)

    def withdraw(self, user, reason):
        """Visitors see 410 from now on. Raises ValidationError without a reason."""
        self._turn(user, f"撤回：{_given(reason)}", {self.Status.PUBLISHED}, self.Status.WITHDRAWN)

    @transaction.atomic
    def move(self, user, *, city=None, section=None):
        """To another city (and out of its zone), another section, or both; None leaves that as it is."""
        self.lock()
        if city and city.pk != self.city_id:
            self.city, self.zone = city, None
        self.section = section or self.section
        self.save(update_fields={"city", "zone", "section"})
        self.record(user, f"移动到{'、'.join(str(place) for place in (city, section) if place)}")

    def lock(self):
        """Hold the row for the rest of the transaction and read it anew; an article without versions gets its first.

        What was changed in memory and not saved is dropped: a verb acts on what is stored, by whomever.
        """
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if not self.revisions.exists():
            self.record(None, "原有内容")

    @transaction.atomic
    def _turn(self, user, reason, sources, target):
        self.lock()
        if self.status not in sources:
            raise ValidationError(f"《{self}》{self.get_status_display()}，不能{reason.partition('：')[0]}。")
        self.status = target
        self.save(update_fields={"status", "published_at", "first_published_at"})
        self.record(user, reason)


def _given(reason):
    if not (reason := reason.strip()):
        raise ValidationError({"reason": "请写明原因，以后查得到。"})
    return reason
