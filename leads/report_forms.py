"""The two forms about a page of ours: a complaint of infringement, and a mistake that somebody points out."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms

from leads import visitor_form
from leads.consent import CURRENT_FOR_COMPLAINTS, CURRENT_FOR_CORRECTIONS, Consent
from leads.evidence import EvidenceField
from leads.models import Kind
from leads.reported_page import PageAt, ReportedPage, address_in
from leads.submission import Submission
from leads.visitor_form import VisitorForm
from plumbing import mail_slips
from plumbing.paths import local_path

LONGEST_NEED = 2000
#: Of an address or a title that is typed.
LONGEST_PAGE = 300
#: Of the path that a page's column holds.
LONGEST_PATH = 200
#: The code of an error that only asks.
SLIP = "slip"
#: In place of a name, which the enquiry's column asks for.
ANONYMOUS = "读者"


class ReportForm(VisitorForm):
    """What both ask: which page, what about it, and how its writer is reached.

    `src` is the path of the page that a link has named; `hosts` are the names of this site, by which an address of ours
    is known, each with the slug of its city; `page_at` finds a page.
    """

    kind: ClassVar[Kind]
    consent_text: ClassVar[Consent]

    page = visitor_form.LineField("哪个页面", LONGEST_PAGE)
    need: forms.Field
    phone = visitor_form.phone_field()
    email = visitor_form.email_field()
    city = visitor_form.LineField("城市", 80)
    zone = visitor_form.LineField("园区", 120)

    def __init__(self, *args: Any, src: str, hosts: Mapping[str, str], page_at: PageAt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._src, self._hosts, self._page_at = local_path(src), hosts, page_at

    @cached_property
    def linked(self) -> ReportedPage | None:
        """The page that the link has named, as far as it is known; None without one."""
        return (self._page_at(self._src, "") or ReportedPage(self._src)) if self._src else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not cleaned.get("page") and not self._src and "page" not in self.errors:
            self.add_error("page", "请写明是哪个页面：粘贴地址，或者写标题。")
        words = [*self.more_phones(), *self.words_set_aside("page", "consent", "evidence", *self._ways_to_mend())]
        self._ask_about_slip()
        page = self.linked
        if typed := cleaned.get("page"):
            page, is_whole = self._typed_page(typed)
            words += [] if is_whole else [f"{self.fields['page'].label}：{typed}"]
        cleaned["page_path"] = page.path[:LONGEST_PATH] if page else ""
        if page and page.city:
            cleaned |= {"city": page.city, "zone": page.zone}
        cleaned["other_words"] = "\n".join(words)
        return cleaned

    def _typed_page(self, typed: str) -> tuple[ReportedPage | None, bool]:
        """The page that is typed, if it is one of ours, and whether its path says all that was typed."""
        address = address_in(typed, self._hosts)
        if address is None:
            found = self._page_at(typed, "")
            return found, found is not None
        page = self._page_at(address.path, address.host) or ReportedPage(address.path)
        page = page._replace(city=page.city or self._hosts.get(address.host, ""))
        return page, address.is_all and len(page.path) <= LONGEST_PATH

    @property
    def asked_email(self) -> str:
        """The address that the form asks about: sent again as it is, it is taken."""
        return str(self["email"].value() or "") if self.has_error("email", SLIP) else ""

    def _ask_about_slip(self) -> None:
        """Once, where an address that looks mistyped is the only way to answer."""
        email = self.cleaned_data.get("email") or ""
        meant = mail_slips.domain_meant(email)
        if meant and not self.cleaned_data.get("read_phones") and self.data.get("asked_email") != email:
            message = f"是 {meant} 吗？写错了请改；没有写错，再点一次提交即可。"
            self.add_error("email", forms.ValidationError(message, SLIP))

    def _ways_to_mend(self) -> tuple[str, ...]:
        """The fields of a phone and an address that have to be mended rather than set aside."""
        return ()

    def submission(self, origin: dict[str, Any], signals: dict[str, Any]) -> Submission:
        """The Submission of a valid form; `origin` and `signals` are what the request says besides."""
        cleaned = self.cleaned_data
        answers = {
            "kind": self.kind.value,
            **{name: cleaned.get(name) or "" for name in ("need", "company", "email", "city", "zone", "other_words")},
            "name": cleaned.get("name") or ANONYMOUS,
            **self.phone_answers(),
        }
        return Submission(
            answers=answers,
            consent=cleaned["consent"],
            origin=origin | {"source_path": cleaned["page_path"]},
            signals=signals,
            files=[each.described for each in cleaned.get("evidence", [])],
        )


class ComplaintForm(ReportForm):
    """A complaint: who complains says so, leaves a phone or a mail address, and may add files that prove it."""

    kind = Kind.COMPLAINT
    consent_text = CURRENT_FOR_COMPLAINTS

    page = visitor_form.LineField("投诉的文章", LONGEST_PAGE, placeholder="粘贴文章的地址，或者写标题")
    need = visitor_form.prose_field(
        "投诉内容", LONGEST_NEED, "请写明投诉的内容。", "例如：文中第二张图片由我司拍摄，未经许可"
    )
    evidence = EvidenceField()
    name = visitor_form.LineField(
        "投诉人", 40, required=True, missing="请写投诉人的姓名。", autocomplete="name", placeholder="您的姓名"
    )
    company = visitor_form.LineField("单位", 100, autocomplete="organization")
    consent = visitor_form.consent_field("需要您同意后我们才能核实和答复。不同意也可以直接拨打热线。")

    field_order = ("page", "need", "evidence", "name", "company", "phone", "email", "consent")

    def _ways_to_mend(self) -> tuple[str, ...]:
        if self.cleaned_data.get("read_phones") or self.cleaned_data.get("email"):
            return ()
        if not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "手机号和邮箱请至少留一个，我们据此答复您。")
        return ("phone", "email")


class CorrectionForm(ReportForm):
    """A mistake on a page, in one box; whoever points it out may stay unknown."""

    kind = Kind.CORRECTION
    consent_text = CURRENT_FOR_CORRECTIONS

    page = visitor_form.LineField("有误的页面", LONGEST_PAGE, placeholder="粘贴页面的地址，或者写标题")
    need = visitor_form.prose_field(
        "哪里不对，应该是什么", LONGEST_NEED, "请写哪里不对。", "例如：层高写的是 8 米，实际 10 米"
    )
    consent = visitor_form.consent_field(
        "留了联系方式，需要您同意后我们才能保存；也可以清空联系方式再提交。", required=False
    )

    field_order = ("page", "need", "phone", "email", "consent")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_agreed_to = cleaned.get("consent") or "consent" in self.errors
        if not is_agreed_to and any(self[name].data for name in ("phone", "email")):
            self.add_error("consent", self.fields["consent"].error_messages["required"])
        return cleaned


#: The form of each kind that the address of the form may name.
FORMS: dict[str, type[ReportForm]] = {form.kind.value: form for form in (ComplaintForm, CorrectionForm)}
