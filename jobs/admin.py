"""The queue for administrators: jobs that were given up come first, and can be tried again."""

from datetime import datetime
from typing import cast

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils import timezone

from jobs.models import Job, JobQuerySet, Worker
from jobs.queue import kinds
from plumbing.read_only_admin import ReadOnlyAdmin


class StateFilter(admin.SimpleListFilter):
    """Whether a job waits, is done or was given up."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("parked", "已搁置"), ("waiting", "等待或执行中"), ("done", "已完成")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        jobs = cast(JobQuerySet, queryset)  # made by the model's own manager
        if self.value() == "parked":
            return jobs.parked()
        if self.value() == "waiting":
            return jobs.waiting()
        if self.value() == "done":
            return jobs.filter(done_at__isnull=False)
        return jobs


class KindFilter(admin.SimpleListFilter):
    """The kind of work, by its Chinese name."""

    title = "任务"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind.name, kind.label) for kind in kinds.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["label", "lane", "state", "time", "attempts", "error"]
    list_filter = [StateFilter, "lane", KindFilter]
    search_fields = ["kind", "last_error", "dedupe_key"]
    ordering = [F("parked_at").desc(nulls_last=True), "-created_at", "-pk"]
    actions = ["try_again"]
    show_full_result_count = False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.change_job")

    @admin.action(description="再试一次（仅已搁置的任务）", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        # An UPDATE cannot be given the list's order.
        count = queryset.order_by().retry()
        self.message_user(request, f"{count} 个任务将在一分钟内再次执行。")

    @admin.display(description="任务", ordering="kind")
    def label(self, job: Job) -> str:
        return kinds[job.kind].label if job.kind in kinds else job.kind

    @admin.display(description="状态")
    def state(self, job: Job) -> str:
        if job.parked_at:
            return "已搁置"
        if job.done_at:
            return "已完成"
        if job.claimed_at and job.run_at > timezone.now():
            return "执行中"
        return "等待重试" if job.attempts else "等待"

    @admin.display(description="时间", ordering="run_at")
    def time(self, job: Job) -> datetime:
        """When it was done or given up, otherwise when it is due."""
        return job.done_at or job.parked_at or job.run_at

    @admin.display(description="最近一次错误")
    def error(self, job: Job) -> str:
        return truncatechars(job.last_error, 80)


@admin.register(Worker)
class WorkerAdmin(ReadOnlyAdmin):
    list_display = ["name", "lanes", "started_at", "alive_until"]

    @admin.display(description="优先级", ordering="lane")
    def lanes(self, worker: Worker) -> str:
        return worker.get_lane_display() or "全部"
