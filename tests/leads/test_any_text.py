"""Whatever is typed into whichever field: an answer without a fault, and nothing kept that cannot be shown."""

import io
import json
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leads import consent, delivery, export, worklists
from leads.forms import EnquiryForm
from leads.models import Enquiry, Lead, LeadEvent
from leads.places import Places
from leads.submission import Submission
from plumbing import typed_text

REQUIRED = {"kind": "rent", "need": "厂房", "name": "王", "phone": "13800000000", "consent": consent.CURRENT.version}
OPTIONAL = sorted(set(EnquiryForm.base_fields) - set(REQUIRED) - {"third_party"})
#: What people, phones and other programs put into a field, and what programs stumble over.
PIECES = [
    *"0123456789.,-~至到约/（）()+＋元平亩万千百亿个米kKwW美$¥", "5千万", "3千平", "2个亿", "1kw", "五十亩", "面议",
    "20元/平", "９米５", "13800000000", "0531-88888888", "转8012", "+49 30 123456", "name＠example.com", "jinan/gaoxin",
    "\u202d", "\u200b", "\ufeff", "\x00", "\x0b", "\r\n", "\u2028", "\ufffe", "\U000e0041", "👨\u200d👩", "e\u0301",
    "ﷺ", "㎡", "①", "½", "٣", "<script>", "{{ 7|add:7 }}", "{% now %}", "=1+1", "' OR 1=1 --", "%s", "\\", '"',
    "字" * 300, " ", "\u3000", "\t",
]  # fmt: skip
TEXT = st.one_of(st.text(max_size=50), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
ANSWERS = st.dictionaries(st.sampled_from([*OPTIONAL, *REQUIRED, "third_party"]), TEXT, max_size=6)


def columns(sent):
    """An Enquiry, not saved, with the answers of a Submission."""
    return Enquiry(**{name: value for name, value in sent.answers.items() if name not in {"city", "zone"}})


@pytest.mark.slow
@given(ANSWERS)
@example({"budget": "9" * 200, "area": "9" * 40, "clear_height": "9" * 200})
@example({"email": "a@" + "b" * 63 + ".com"})
def test_a_form_is_refused_with_words_or_its_answers_fit_their_columns(typed):
    form = EnquiryForm({**REQUIRED, **typed}, places=Places())
    if not form.is_valid():
        assert set(form.errors) <= set(REQUIRED)
        assert all(message for messages in form.errors.values() for message in messages)
        return
    sent = form.submission({}, {})
    assert Submission.from_json(sent.to_json()).digest == sent.digest
    row = columns(sent)
    try:
        row.clean_fields(exclude={"lead", "city", "zone", "way", "consented_at", "consent_basis", "submission_digest",
                                  "receipt", "utm", "spam_reasons"})  # fmt: skip
    except ValidationError as error:
        pytest.fail(str(error.message_dict))
    for name, value in sent.answers.items():
        if isinstance(value, str):
            assert typed_text.prose(value) == value, name
            json.dumps(value).encode()


@given(st.sampled_from(OPTIONAL), TEXT)
@example("email", "@")
@example("budget", "1" * 5_000)
@example("zone", "/")
def test_what_nobody_has_to_fill_in_stops_no_enquiry_and_is_not_lost(name, typed):
    form = EnquiryForm({**REQUIRED, name: typed}, places=Places())
    assert form.is_valid(), form.errors
    seen = "".join(typed_text.identifier(typed).split())
    kept = "".join(typed_text.identifier(str(value)) for value in form.submission({}, {}).answers.values() if value)
    if name not in {"timing", "area_unit"} and len(typed) < 1_000:
        assert seen in "".join(kept.split())


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS)
@example({"need": "\x00厂房\ufffe", "company": "=1+1\x0b", "area": "9" * 300})
def test_whatever_was_taken_in_is_shown_sent_searched_and_exported(client, jinan, manager, typed):
    read = {"xlsx": openpyxl.load_workbook, "csv": lambda text: text.read().decode()}
    with transaction.atomic():
        body = urlencode({**REQUIRED, "city": "jinan", **typed})
        response = client.post("/enquiries/new/", body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {200, 303}
        assert Enquiry.objects.count() == (response.status_code == 303)
        for enquiry in Enquiry.objects.select_related("lead"):
            delivery.message_of(LeadEvent.objects.get(enquiry=enquiry))
            list(worklists.search(Lead.objects.all(), typed.get("need", "") or enquiry.name))
            for form in export.FORMS:
                file, _ = export.write(Lead.objects.all(), form)
                with file:
                    read[form](io.BytesIO(file.read()))
            client.force_login(manager)
            assert client.get(f"/admin/leads/lead/{enquiry.lead_id}/change/").status_code in {200, 302}
            client.logout()
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, st.sampled_from(["kind", "city", "zone", "area", "src", "receipt", "q", "utm_source"]))
@example("\x00", "q")
def test_whatever_stands_in_an_address_is_answered(client, jinan, typed, key):
    for path in ("/enquiries/new/", "/enquiries/thanks/", "/search/"):
        status = client.get(f"{path}?{urlencode({key: typed})}").status_code
        assert status == (400 if "\x00" in typed else 200)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["phone", "wechat", "need", "name", "way", "kind", "basis"]), TEXT, max_size=4))
@example({"wechat": "微\u200b信\x00"})
def test_whatever_staff_write_down_is_taken_or_comes_back(client, jinan, manager, typed):
    client.force_login(manager)
    form = {"step": "rest", "phone": "13800000000", "need": "厂房", "name": "王", "kind": "rent", "way": "call"}
    with transaction.atomic():
        for step in ("number", "rest"):
            answers = {**form, "basis": "initiated", "city": jinan.pk, **typed, "step": step}
            assert client.post("/admin/leads/lead/record/", answers).status_code in {200, 302}
        assert client.get("/admin/leads/lead/", {"q": typed.get("need", "王")}).status_code in {200, 302}
        transaction.set_rollback(True)
