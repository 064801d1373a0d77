"""The frame of the desk: the admin site, named after the portal, its header and its start page."""

from functools import partial, wraps

from django.apps import apps
from django.contrib import admin
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst

from articles import article_paths, notices
from articles.models import Article
from articles.models.article_state import PUBLISHED, TAKEN_OFFLINE, WITHDRAWN, ArticleState
from articles.withdrawn_pictures import outlook
from leads import inboxes
from leads.models import Complaint, Lead
from listings.models import Listing
from parkinfo import desk_health, desk_refusals, plots
from reports import views as report_views
from staff.forms import PasswordForm
from zones.granted_admin import ChoicesView, pinyin_of_name
from zones.models import Portal

#: The apps in the order of the day's work; others follow by name.
APPS = ["articles", "leads", "reports", "listings", "zones", "images", "staff", "jobs"]
#: The models of everyday work, for the header.
SECTIONS = [
    "articles.Article",
    "leads.Lead",
    "listings.Listing",
    "zones.Zone",
    "zones.City",
    "zones.Contact",
    "images.Image",
    "staff.User",
]
#: Nothing is counted further: an exact number above it helps nobody and costs a scan.
MOST_COUNTED = 99


class Desk(admin.AdminSite):
    """Django's admin site with our names, our order and our start page."""

    index_template = "admin/start.html"
    login_form = PasswordForm
    # The few pages of everyday work stand in the header instead, on a phone too.
    enable_nav_sidebar = False
    empty_value_display = "—"

    def each_context(self, request):
        portal = request.site.portal if request.site else None
        name = portal.name if portal else "产业园区招商网"
        names = {"site_header": f"{name}工作台", "site_title": f"{name}工作台"}
        context = super().each_context(request) | names
        hears = request.user.has_perm("leads.view_lead")
        return context | {
            "sections": self.sections(request),
            "has_today": request.user.has_perm("leads.change_lead"),
            "has_inbox": hears,
            # Counted where it is shown: a page that somebody is sent away from costs no query.
            "new_messages": partial(inboxes.new_count, request.user) if hears else 0,
        }

    def get_app_list(self, request, app_label=None):
        """Django's, in our order. Made where it is looked at: most pages do not show it, and Django asks for each."""
        make = partial(super().get_app_list, request, app_label)
        return SimpleLazyObject(lambda: sorted(make(), key=_place_of_app))

    def sections(self, request):
        """The header's links to what the person may open, as (label, address, whether the page is below it)."""
        links = []
        for model in map(apps.get_model, SECTIONS):
            model_admin = self.get_model_admin(model)
            allowed = model_admin.has_module_permission(request) and model_admin.get_model_perms(request)
            if allowed and (allowed["view"] or allowed["change"]):
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                label = capfirst(model._meta.verbose_name_plural)
                links.append((label, address, request.path.startswith(address)))
        return links

    def index(self, request, extra_context=None):
        return super().index(request, {"title": "首页", **start_page(request), **(extra_context or {})})

    def admin_view(self, view, cacheable=False):
        """Django's; an address that only a button may ask for says so, where Django answers a blank 405."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def framed(request, *args, **kwargs):
            response = guarded(request, *args, **kwargs)
            is_blank = response.status_code == 405 and request.method == "GET"
            return desk_refusals.not_allowed(request) if is_blank else response

        return framed

    def logout(self, request, extra_context=None):
        """Django's, which is a button's; whoever opens the address gets that button."""
        if request.method == "POST":
            return super().logout(request, extra_context)
        return render(request, "admin/logout.html", {**self.each_context(request), "title": "退出"})

    def withdrawal_url(self, path):
        """The page on which the article at a public path is withdrawn; empty where no article has its page.

        Asked by leads for the page a complaint is about.
        """
        article = article_paths.article_id(path)
        return "" if article is None else reverse("admin:articles_article_withdraw", args=[article])

    def reported_story(self, user, path):
        """What became of the article at a public path, and of its pictures, for admin/articles/_reported_story.html.

        None where no article has its page, or the person may not see it. Asked by leads, as above.
        """
        number = article_paths.article_id(path)
        story = Article.objects.for_user(user).filter(pk=number).first() if number is not None else None
        if story is None or not user.has_perm("articles.view_article", story):
            return None
        is_withdrawn = story.status == Article.Status.WITHDRAWN
        turns = story.revisions.select_related("author").defer("content").filter(
            reason__regex=f"^({WITHDRAWN}：|{TAKEN_OFFLINE}|{PUBLISHED}$)"
        )[:5]  # fmt: skip
        return {
            "story": story,
            "turns": turns,
            "is_withdrawn": is_withdrawn,
            "outlook": outlook(user, story) if is_withdrawn else None,
        }

    def get_urls(self):
        return [
            path("pinyin/", self.admin_view(pinyin_of_name), name="pinyin"),
            path("report/", self.admin_view(report_views.page), name="report"),
            path("report/taps/", self.admin_view(report_views.taps), name="report_taps"),
            path("report/xlsx/", self.admin_view(report_views.as_workbook), name="report_workbook"),
            *super().get_urls(),
        ]

    def autocomplete_view(self, request):
        return ChoicesView.as_view(admin_site=self)(request)


def _place_of_app(app):
    return APPS.index(app["app_label"]) if app["app_label"] in APPS else len(APPS)


def start_page(request):
    """The start page's context: `sent_back`, `turns` of own stories, `waiting` (label, count, address), `newest`,
    `shortcuts`, `health`, `plots`.
    """
    articles = Article.objects.for_user(request.user)
    waiting = waiting_leads(request.user)
    waiting += waiting_complaints(request.user)
    waiting += waiting_listings(request.user)
    if request.user.has_perm("articles.view_article"):
        waiting += waiting_articles(request.user, articles)
    else:
        articles = articles.none()
    return {
        "sent_back": articles.filter(author=request.user).sent_back().defer("body").order_by("-id")[:8],
        "turns": notices.turns_of_own_stories(request.user) if request.user.has_perm("articles.view_article") else [],
        "waiting": [(label, _count(queryset), address) for label, queryset, address in waiting],
        "newest": articles.select_related("city", "section").defer("body").order_by("-id")[:8],
        "shortcuts": shortcuts(request),
        "health": desk_health.lines(request.user),
        "plots": plots.plots(request.user),
    }


def waiting_leads(user):
    """The calls to make, as (label, queryset, address)."""
    if not user.has_perm("leads.view_lead"):
        return []
    leads = Lead.objects.for_user(user)
    listed = reverse("admin:leads_lead_changelist")
    left = leads.left_behind()
    of_those_who_left = [("负责人已停用", left, f"{listed}?work=left")] if left.exists() else []
    return [
        ("今日要跟进", leads.open().filter(owner=user).for_today(), reverse("admin:leads_lead_today")),
        ("超时未联系", leads.too_late(), f"{listed}?work=late"),
        ("已逾期", leads.overdue(), f"{listed}?work=overdue"),
        ("待领取", leads.unclaimed(), f"{listed}?work=unclaimed"),
        *of_those_who_left,
    ]


def waiting_complaints(user):
    """Complaints, as (label, queryset, address); none in most weeks, and then no card."""
    complaints = Complaint.objects.for_user(user).waiting()
    if not user.has_perm("leads.view_complaint") or not complaints.exists():
        return []
    return [("投诉与纠错", complaints, f"{reverse('admin:leads_complaint_changelist')}?stage=new")]


def waiting_listings(user):
    """The listings on offer that somebody has to ask about, as (label, queryset, address); no card for none."""
    if not user.has_perm("listings.publish_listing"):
        return []
    due = Listing.objects.for_user(user).to_verify(Portal.current_listing_days())
    if not due.exists():
        return []
    return [("待核实房源", due, f"{reverse('admin:listings_listing_changelist')}?verify=due")]


def waiting_articles(user, articles):
    """The articles not yet published, as (label, queryset, address)."""
    listed = reverse("admin:articles_article_changelist")
    return [
        ("我的草稿", articles.in_state(ArticleState.DRAFT).filter(author=user), f"{listed}?state=draft&mine=1"),
        ("等待审核", articles.in_state(ArticleState.IN_REVIEW), f"{listed}?state=in_review"),
        ("全部草稿", articles.in_state(ArticleState.DRAFT), f"{listed}?state=draft"),
        ("定时发布", articles.in_state(ArticleState.SCHEDULED), f"{listed}?state=scheduled"),
    ]


def _count(queryset):
    count = queryset.order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else count


def shortcuts(request):
    """The pages a day starts with, as (label, address), each only for who may use it."""
    links = []
    for label, permission, name in (
        ("写文章", "articles.add_article", "admin:articles_article_add"),
        ("传图片", "images.add_image", "admin:images_image_add"),
        ("记一条来电", "leads.add_lead", "admin:leads_lead_record"),
        ("报表", "leads.view_lead", "admin:report"),
        ("录入房源", "listings.add_listing", "admin:listings_listing_add"),
        ("核实园区", "zones.change_zone", "admin:zones_zone_changelist"),
        ("新建员工", "staff.add_user", "admin:staff_user_add"),
    ):
        if request.user.has_perm(permission):
            try:
                links.append((label, reverse(name)))
            except NoReverseMatch:
                continue
    return links
