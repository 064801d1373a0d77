"""Every column of the database that can hold words is either emptied by an erasure, or named here as holding none.

Whoever adds a column meets this test: what may be a prospect's goes into leads.erasure, anything else is named below.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads import erasure, personal_data
from leads.models import Appointment, Disclosure, Enquiry, Lead, LeadEvent, Notification, SavedFilter, Signing
from old_lists import jobs
from old_lists.models import OldList, OldListRow

pytestmark = pytest.mark.django_db
NUMBER, MARK = "+8613977776666", "示例标记人"

#: {table: columns that leads.erasure empties or replaces}.
ERASED_COLUMNS = {
    "leads_enquiry": {*erasure.ENQUIRY},
    "leads_lead": {*erasure.LEAD, "lost_reason"},
    "leads_signing": {*erasure.SIGNING},
    "leads_appointment": {*erasure.APPOINTMENT},
    "leads_contact": {"name"},
    "leads_contactway": {"value", "extension"},
    "leads_leadevent": {"text", "file", "data"},
    "leads_notification": {"last_error"},
    "leads_disclosure": {"data", "words"},
    "leads_savedfilter": {"name", "query"},
    # By the worker, within the hour of an erasure (old_lists.jobs.forget_files).
    "old_lists_oldlist": {"file", "shown", "name", "columns", "words"},
    "old_lists_oldlistrow": {"reason"},
}
#: {table: columns beside those, and why they hold nothing of a prospect}: choices, codes, digests, addresses of ours.
HOLD_NONE = {
    "leads_enquiry": {
        "kind", "way", "timing", "area_unit", "screening", "consent_basis", "consent_version", "consent_sha256",
        "source_path", "landing_path", "utm", "submission_digest", "receipt", "spam_reasons", "prefilled",
    },
    "leads_lead": {"kind", "stage", "receipt", "other_phone"},  # the last is empty since migration 0029
    "leads_appointment": {"state"},
    "leads_contact": {"role"},
    "leads_contactway": {"kind"},
    "leads_leadevent": {"kind"},
    "leads_disclosure": {"organisation", "recipient", "way", "fields", "basis", "consent_version"},  # whom to tell
    "leads_savedfilter": {"page"},
    "old_lists_oldlist": {"wishes"},  # choices of ours
    "old_lists_oldlistrow": {"key", "outcome"},
}  # fmt: skip
#: Tables of which no column is about prospects.
OF_NO_PROSPECT = {
    "what an owner sets up": "leads_channel leads_circuit leads_duty leads_lossreason leads_specialday leads_inbox"
    " leads_raisedalarm",
    "the log of what was asked for, masked": "leads_privacyrequest",
    "names of tables, rights and migrations": "auth_group auth_permission django_content_type django_migrations",
    "staff and how they sign in": "staff_user staff_trusteddevice staff_signinevent"
    " otp_totp_totpdevice otp_static_staticdevice otp_static_statictoken axes_accessattempt axes_accesslog"
    " axes_accessfailurelog django_session",
    "which row was changed, by its receipt or name of ours": "django_admin_log",
    "jobs by ids; errors name no values": "jobs_job jobs_worker",
}
PUBLIC_APPS = ("articles_", "zones_", "listings_", "images_", "hosts_", "push_", "wechat_", "addresses_", "moving_",
    "taggit_", "parkinfo_")  # fmt: skip


def columns_of_words():
    """{table: columns} of every type that holds words, bytes or JSON."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT table_name, column_name FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                AND data_type IN ('text', 'character varying', 'character', 'jsonb', 'json', 'bytea', 'ARRAY', 'inet',
                    'cidr', 'tsvector', 'xml', 'USER-DEFINED')
        """)
        found = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
        return found


def test_every_column_that_can_hold_words_is_erased_or_named_as_holding_none():
    known = {table for tables in OF_NO_PROSPECT.values() for table in tables.split()}
    found = columns_of_words()
    assert known - found.keys() == set(), "there is no such table any more"
    for table, columns in found.items():
        if table in known or table.startswith(PUBLIC_APPS):
            continue
        named = ERASED_COLUMNS.get(table, set()) | HOLD_NONE.get(table, set())
        assert columns - named == set(), f"{table}: neither erased nor named as holding nothing of a person"
    for table, columns in [*ERASED_COLUMNS.items(), *HOLD_NONE.items()]:
        assert columns <= found[table], f"{table} has no such column any more"
        assert not ERASED_COLUMNS.get(table, set()) & HOLD_NONE.get(table, set())


def where_it_stands(*marks):
    """[table.column] of the whole database in which one of the marks stands."""
    places = []
    with connection.cursor() as cursor:
        for table, columns in columns_of_words().items():
            for column in columns:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE position(%s in "{column}"::text) > 0'
                    f' OR position(%s in "{column}"::text) > 0',
                    marks,
                )
                if cursor.fetchone()[0]:
                    places.append(f"{table}.{column}")
    return sorted(places)


@pytest.fixture
def written_everywhere(jinan, sales, zone):
    """One lead of a person whose name and number stand wherever they can."""
    lead = Lead.objects.create(
        kind="rent", name=MARK, phone=NUMBER, city=jinan, owner=sales, company=f"{MARK}厂", taught=f"{MARK}要一楼",
        stage="lost", lost_reason=f"{MARK}说算了", receipt="A" * 12,
    )  # fmt: skip
    Enquiry.objects.create(
        lead=lead, kind="rent", name=MARK, phone=NUMBER, phone_typed=NUMBER, need=f"{MARK}找厂房", way="call",
        consent_basis="initiated", consented_at=timezone.now(), receipt="A" * 12, submission_digest="a" * 64,
        other_words=f"找{MARK}",
        email=f"{NUMBER}@example.com",
    )  # fmt: skip
    now = timezone.now()
    event = lead.record(LeadEvent.Kind.NOTE, sales, f"{MARK} {NUMBER}")
    lead.record(LeadEvent.Kind.CALL, sales, MARK, {"outcome": "talked", "dialled": NUMBER})
    lead.record(LeadEvent.Kind.FILE, sales, f"{MARK}.pdf")
    Notification.objects.create(lead=lead, event=event, last_error=NUMBER)
    Appointment.objects.create(
        lead=lead, made_by=sales, starts_at=now, ends_at=now + timedelta(hours=1), visitors=MARK,
        meeting_point=NUMBER, liked=MARK, objections=MARK, next_step=NUMBER,
    )  # fmt: skip
    Signing.objects.create(lead=lead, zone=zone, area_m2=100, signed_on=now.date(), price=MARK, term=NUMBER)
    Disclosure.objects.create(
        lead=lead, actor=sales, zone=zone, organisation="示例管委会", recipient="周示例", way="mail",
        fields=["contact"], data=[["联系人", MARK], ["电话", NUMBER]], basis="spoken", consented_at=now,
        words=f"{MARK}说可以",
    )  # fmt: skip
    SavedFilter.objects.create(person=sales, page="list", name=MARK, query={"q": MARK, "work": "mine"})
    SavedFilter.objects.create(person=sales, page="list", name="打过", query={"q": NUMBER})
    SavedFilter.objects.create(person=sales, page="list", name="别人的", query={"q": "冷库"})
    old_list = OldList.objects.create(
        user=sales, name=f"{MARK}.xlsx", file=MARK.encode(), columns={MARK: "name"}, words={"owner": {NUMBER: "1"}},
        shown=[MARK], confirmed_at=now, done_at=now,
    )  # fmt: skip
    OldListRow.objects.create(old_list=old_list, key="8", outcome="new", reason=f"“{MARK}”看不出是谁。", lead=lead)
    return lead


@pytest.mark.slow
@pytest.mark.parametrize("asked", [True, False], ids=["whoever it is asks", "it is time"])
def test_after_an_erasure_the_persons_words_stand_nowhere_in_the_database(written_everywhere, asked):
    before = where_it_stands(MARK, NUMBER)
    assert {"leads_savedfilter.name", "leads_savedfilter.query", "leads_leadevent.data"} <= {*before}
    assert {place.partition(".")[0] for place in before} <= {*ERASED_COLUMNS}
    if asked:
        list(erasure.erase_person(NUMBER))
    else:
        in_three_years = timezone.now() + timedelta(days=3 * 365)
        assert list(erasure.erase_due(in_three_years)) == [written_everywhere]
    jobs.forget_files()
    assert where_it_stands(MARK, NUMBER) == []
    assert sorted(SavedFilter.objects.values_list("query", flat=True), key=str) == [{"q": "冷库"}, {"work": "mine"}]


def test_the_preview_counts_the_filters_and_the_copy_shows_their_words(written_everywhere):
    assert personal_data.extent_of(NUMBER).filters == 2
    shown = personal_data.copy_of(NUMBER)["工作人员保存的筛选"]
    assert {row["搜索的字"] for row in shown} == {MARK, NUMBER}
