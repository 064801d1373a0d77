"""The lead: what staff work on. What they do to it are its methods, each of which adds a line to its timeline."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from leads import claims, receipts
from leads.models.contact import Contact
from leads.models.enquiry import FOR_EDITORS, Enquiry, Kind, Screening
from leads.models.lead_event import BY_PASSING, CLAIMED, CONTACTS, LeadEvent, LeadEventQuerySet, Outcome
from leads.models.lead_fields import LeadFields
from leads.models.lead_queryset import LeadQuerySet
from leads.models.loss_reason import LossReason
from leads.models.signing import Signing, part_of, release, take_again
from leads.models.stage import CLOSED, GIVEN_UP, WAY, Stage, WrongMove
from listings.models import Listing
from staff.models import User
from zones.models import Zone

#: The columns that change with the stage.
STAGED = ("stage", "stage_changed_at", "lost_reason", "loss_reason", "next_follow_up_at")


class Lead(LeadFields):
    """One prospect's business with us. It has an owner, or is in the pool of its city.

    `company` and its first contact are the first enquiry's; `taught` is what the calls added. A lead without a city is
    head office's.
    """

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "线索"
        verbose_name_plural = "线索"
        ordering = ["-created_at", "-id"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("supervise_lead", "Can see, hand over and merge everybody's 线索"),
            ("export_lead", "Can export 线索"),
        ]
        indexes = [
            # Read by 今日 and "mine": the open leads of one owner, by promise.
            models.Index("owner", "next_follow_up_at", name="lead_of_owner", condition=Q(merged_into__isnull=True)),
            # Read by the pool of a city.
            models.Index("city", F("created_at").desc(), name="lead_unclaimed", condition=Q(owner__isnull=True)),
            # Read each minute: whom nobody has contacted yet.
            models.Index(
                "contact_by",
                name="lead_uncontacted",
                condition=Q(contacted_at__isnull=True, contact_by__isnull=False, merged_into__isnull=True),
            ),
            # Read by the lists for staff, by day.
            models.Index(F("created_at").desc(), name="lead_newest"),
            # Read by a lead's page: the others of its company; and by the job that keys what an older release wrote.
            models.Index("company_key", name="lead_of_company", condition=Q(company_key__isnull=False)),
            models.Index("credit_code", name="lead_of_credit_code", condition=~Q(credit_code="")),
            models.Index("id", name="lead_without_company_key", condition=Q(company_key__isnull=True)),
            # Read before a reason is deleted.
            models.Index("loss_reason", name="lead_of_loss_reason", condition=Q(loss_reason__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="lead_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="lead_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="lead_given_up_has_a_reason", condition=~Q(stage__in=GIVEN_UP) | ~Q(lost_reason="")
            ),
            models.CheckConstraint(name="lead_is_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="lead_closed_has_no_promise", condition=~Q(stage__in=CLOSED) | Q(next_follow_up_at__isnull=True)
            ),
            models.CheckConstraint(name="lead_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return receipts.shown(self.receipt)

    def is_supervised_by(self, user: User) -> bool:
        """Whether the person may hand it over and merge it, whoever owns it."""
        cities = user.cities_for("leads.supervise_lead")
        return cities is None or self.city_id in cities

    def may_be_merged_by(self, user: User, other: "Lead") -> bool:
        """Whether the person may make the two one, or two again: who supervises this one, and whose they both are."""
        return self.is_supervised_by(user) or self.owner_id == other.owner_id == user.pk

    @transaction.atomic
    def move(
        self,
        stage: str,
        actor: User,
        reason: str = "",
        *,
        signing: Signing | None = None,
        loss_reason: LossReason | None = None,
        is_passed: bool = False,
    ) -> LeadEvent:
        """Go to `stage`, or back to it. Raises WrongMove.

        无效, 流失 and a step back need a reason, the former also one of the list; on to 签约 and 落户 it goes by
        leads.signing, which passes what was signed.
        """
        self.lock()
        stage, before = Stage(stage), Stage(self.stage)
        signed = (Stage.SIGNED, Stage.SETTLED)
        if stage not in self.next_stages + self.earlier_stages:
            raise WrongMove(f"不能从“{before.label}”改为“{stage.label}”。")
        if stage in signed and stage in self.next_stages and signing is None:
            raise WrongMove(f"改为“{stage.label}”要先填签约内容。")
        reason = loss_reason.sentence(reason.strip()) if loss_reason else reason.strip()
        if (stage in GIVEN_UP or stage in self.earlier_stages) and not reason:
            raise WrongMove(f"改为“{stage.label}”要写明原因。")
        data: dict[str, Any] = {"from": before.value, "to": stage.value, **({"by": BY_PASSING} if is_passed else {})}
        if signing:
            data |= signing.mark
        if stage in CLOSED and self.next_follow_up_at:
            data["promise"] = self.next_follow_up_at.isoformat()
        self.stage, self.stage_changed_at = stage, timezone.now()
        self.lost_reason = reason[:200] if stage in GIVEN_UP else ""
        self.loss_reason = loss_reason if stage in GIVEN_UP else None
        if stage in CLOSED:
            self.next_follow_up_at = None
        if before in signed and stage not in signed:
            self._give_back(actor)
        if stage == Stage.CONTACTED:
            self.contacted_at = self.contacted_at or timezone.now()
        self.save(update_fields=[*STAGED, "contacted_at"])
        return self.record(LeadEvent.Kind.STAGE, actor, reason, data, signing.place if signing else None)

    @transaction.atomic
    def restore(self, actor: User) -> LeadEvent:
        """Back to the stage, and the promise if it is still to come, before it was given up. Raises WrongMove."""
        self.lock()
        closing = self.events.filter(kind=LeadEvent.Kind.STAGE, data__to=self.stage).order_by("-at", "-pk").first()
        if self.stage not in GIVEN_UP or self.is_merged or closing is None:
            raise WrongMove("只有“无效”“流失”的线索可以恢复。")
        before, self.stage = Stage(self.stage), closing.data["from"]
        if self.stage == Stage.SIGNED:
            take_again(self.pk, actor, self.timeline())
        self.stage_changed_at, self.lost_reason, self.loss_reason = timezone.now(), "", None
        self.next_follow_up_at = closing.promise_to_come
        self.save(update_fields=STAGED)
        data = {"from": before.value, "to": self.stage}
        return self.record(LeadEvent.Kind.STAGE, actor, "恢复到结束以前", data)

    @transaction.atomic
    def claim(self, actor: User) -> LeadEvent:
        """Take it from the pool. Of two who do so at once, one gets it; WrongMove is raised for the other.

        As for who may not take it now (`leads.claims`).
        """
        self.lock()
        claims.wait_for_others_of(actor)
        self._check_claim(actor)
        won = Lead.objects.open().filter(pk=self.pk, owner__isnull=True).update(owner=actor)
        if not won:
            raise WrongMove("这条线索已被领取或已结束。")
        self.owner = actor
        Lead.objects.like(self).claim_along(self, actor)
        return self.record(LeadEvent.Kind.OWNER, actor, CLAIMED, {"from": None, "to": actor.pk})

    @transaction.atomic
    def hand_over(self, owner: User | None, actor: User) -> LeadEvent:
        """Give it to somebody else, or (owner None) back to the pool."""
        self.lock()
        event = LeadEvent.of_owner(self.pk, self.owner_id, owner, actor)
        self.owner = owner
        self.save(update_fields=["owner"])
        event.save()
        return event

    @transaction.atomic
    def follow_up(self, moment: datetime | None, actor: User) -> LeadEvent:
        """Promise the next contact for a moment, or (None) take the promise back. Raises WrongMove if it is closed."""
        self.lock()
        if self.is_closed or self.is_merged:
            raise WrongMove("已结束的线索不再安排跟进。")
        self.next_follow_up_at = moment
        self.save(update_fields=["next_follow_up_at"])
        return self.record(LeadEvent.Kind.FOLLOW_UP, actor, "", {"at": moment and moment.isoformat()})

    @transaction.atomic
    def log_call(
        self,
        outcome: str,
        actor: User,
        text: str = "",
        next_at: datetime | None = None,
        dialled: str = "",
        loss_reason: LossReason | None = None,
        *,
        is_lost: bool = False,
    ) -> None:
        """Record how a call went, whose number was dialled, and when the next one is promised. Raises WrongMove.

        Who calls a lead of the pool takes it; who was reached has been contacted; 无效 closes it, as lost where that is
        meant or the business had come too far to be invalid. Without a next one, a promise that is still to come stays.
        """
        self.lock()
        outcome = Outcome(outcome)
        if self.is_merged:
            raise WrongMove("这条线索已并入另一条。")
        if self.owner_id is None and not self.is_closed:
            self.claim(actor)
        self.record(LeadEvent.Kind.CALL, actor, text, {"outcome": outcome.value, "dialled": dialled})
        if outcome == Outcome.INVALID:
            if end := Stage.LOST if is_lost and self.end else self.end:
                self.move(end, actor, text or ("" if loss_reason else "电话确认无效"), loss_reason=loss_reason)
            return
        if outcome != Outcome.MISSED and self.stage == Stage.NEW:
            self.move(Stage.CONTACTED, actor)
        is_broken = self.next_follow_up_at and self.next_follow_up_at <= timezone.now()
        if not self.is_closed and (next_at or is_broken):
            self.follow_up(next_at, actor)

    @transaction.atomic
    def agree_to_share(self, actor: User, text: str) -> LeadEvent:
        """Record a spoken consent to pass the data on; `text` says to whom and for what, else WrongMove is raised."""
        if not text.strip():
            raise WrongMove("请写明同意转给谁、做什么用。")
        return self.record(LeadEvent.Kind.CONSENTED, actor, text)

    @property
    def may_be_shared(self) -> bool:
        """Whether the prospect agreed, in the form or on the phone, that a zone gets the data; also before a merge."""
        return (
            Enquiry.objects.that_may_be_shared(self.pk).exists()
            or self.timeline().filter(kind=LeadEvent.Kind.CONSENTED).exists()
        )

    @transaction.atomic
    def recommend(self, place: Zone | Listing, actor: User, text: str = "") -> LeadEvent:
        """Record that a place was recommended, and the reaction. Raises WrongMove unless the prospect agreed to it."""
        self.lock()
        if not self.may_be_shared:
            raise WrongMove("客户还没同意转给园区：请先记录口头同意。")
        self.reach(Stage.RECOMMENDED, actor)
        return self.record(LeadEvent.Kind.RECOMMENDED, actor, text, place=place)

    @transaction.atomic
    def visit(self, place: Zone | Listing, actor: User, text: str = "") -> LeadEvent:
        """Record that the prospect was shown a place, and the reaction."""
        self.lock()
        self.reach(Stage.VISITING, actor)
        return self.record(LeadEvent.Kind.VISIT, actor, text, place=place)

    def reach(self, stage: Stage, actor: User) -> None:
        """Go on to a stage step by step, from where the prospect has been contacted; what lies beyond it stays."""
        while self.stage in WAY[1 : WAY.index(stage)]:
            following = WAY[WAY.index(Stage(self.stage)) + 1]
            self.move(following, actor, is_passed=following != stage)

    def _give_back(self, actor: User) -> None:
        """What was signed for is on offer again."""
        # Of what was signed before there were facts, the timeline knows it.
        lines = self.events.filter(kind=LeadEvent.Kind.STAGE, listing__isnull=False)
        signed = Signing.objects.filter(lead=self).first() or lines.order_by("-at", "-pk").first()
        if signed and signed.listing:
            release(signed.listing, actor, self, part_of(signed.listing, self.timeline()))

    def rule_out(self, listing: Listing, actor: User, text: str = "") -> LeadEvent:
        """Record that a listing will not do, so that it is proposed no more."""
        return self.record(LeadEvent.Kind.UNSUITABLE, actor, text, place=listing)

    def attach(self, name: str, file: str, actor: User) -> LeadEvent:
        """Add a private file to the timeline: `name` is what it was called, `file` what leads.attachments calls it."""
        return LeadEvent.objects.create(lead=self, kind=LeadEvent.Kind.FILE, actor=actor, text=name, file=file)

    def timeline(self) -> LeadEventQuerySet:
        """Its events and those of the leads merged into it, newest first.

        That those became part of another is said by its own line.
        """
        became_part = Q(kind=LeadEvent.Kind.MERGED, data__has_key="enquiries")
        events = LeadEvent.objects.filter(Q(lead=self) | Q(lead__merged_into=self) & ~became_part)
        return events.select_related("lead", "actor", "zone", "listing__zone", "enquiry")

    @transaction.atomic
    def release(self, actor: User) -> None:
        """Take all its enquiries out of quarantine."""
        if ids := list(Enquiry.objects.quarantined().filter(lead=self).values_list("pk", flat=True)):
            Enquiry.objects.filter(pk__in=ids).update(screening=Screening.ACCEPTED)
            self.record(LeadEvent.Kind.RELEASED, actor, data={"enquiries": ids})

    def people(self) -> models.QuerySet[Contact]:
        """Its contacts with their numbers and ids, the main one first. Two queries."""
        return self.contacts.prefetch_related("ways")

    @transaction.atomic
    def reveal(self, actor: User) -> None:
        """The numbers of its people may now be shown: the timeline notes who has seen them.

        Raises WrongMove for who may not take it from the pool now.
        """
        self.lock()
        self._check_claim(actor)
        self.record(LeadEvent.Kind.REVEALED, actor)

    def _check_claim(self, actor: User) -> None:
        if self.owner_id is not None or self.is_closed or self.kind in FOR_EDITORS:
            return
        if refusal := claims.refusal(self.pk, self.city_id, actor):
            raise WrongMove(refusal)

    def record(
        self,
        kind: LeadEvent.Kind,
        actor: User | None = None,
        text: str = "",
        data: dict[str, Any] | None = None,
        place: Zone | Listing | None = None,
    ) -> LeadEvent:
        """Add a line to the timeline, about a place if one is given. The first contact is noted on the lead.

        What a listing is called is written down as well: its area may be another later. Who was talked to is no spam.
        """
        if actor and kind in CONTACTS and not self.contacted_at:
            self.contacted_at = timezone.now()
            self.save(update_fields=["contacted_at"])
        listing, zone = (place, place.zone) if isinstance(place, Listing) else (None, place)
        said = {"place": f"{listing}"} if listing else {}
        line = LeadEvent.objects.create(
            lead=self, kind=kind, actor=actor, text=text.strip(), data=said | (data or {}), zone=zone, listing=listing
        )
        if actor and line.reaches:
            self.release(actor)
        return line

    def lock(self) -> None:
        """Lock the row until the transaction ends, and read it as it is now."""
        fresh = Lead.objects.select_for_update().get(pk=self.pk)
        for name in ("stage", "owner_id", "next_follow_up_at", "merged_into_id", "contacted_at"):
            setattr(self, name, getattr(fresh, name))
