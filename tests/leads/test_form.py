"""The enquiry form: what it takes, what it forgives, what it answers."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.models import Job
from leads import consent, intake, receipts, spam, spool
from leads.models import Enquiry, Lead, LeadEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_spooled(own_var):
    """The spool would hide a fault of ours from these tests."""
    yield
    assert spool.depth().waiting == 0


def test_a_submission_writes_enquiry_lead_timeline_and_the_job_that_announces_it(send, answers):
    response = send(answers)
    assert response.status_code == 303
    enquiry = Enquiry.objects.get()
    assert response["Location"].startswith(f"/enquiries/thanks/?receipt={receipts.signed(enquiry.receipt)}&by=")
    assert (enquiry.need, enquiry.name, enquiry.phone) == ("找 3000 平方米厂房", "王先生", "+8613800000000")
    assert enquiry.lead.stage == "new"
    assert enquiry.lead.events.get().kind == LeadEvent.Kind.RECEIVED
    assert Job.objects.get(kind="leads.announce").payload == {"event": enquiry.lead.events.get().pk}


def test_the_typed_words_are_kept_beside_what_was_understood(send, answers):
    send(
        answers, phone="０５３１-88888888 转 8012", area="３０亩", area_unit="sqm", investment="1亿", clear_height="8米"
    )
    enquiry = Enquiry.objects.get()
    assert enquiry.phone_typed == "０５３１-88888888 转 8012"
    assert (enquiry.phone, enquiry.extension) == ("+8653188888888", "8012")
    assert (enquiry.area_typed, enquiry.area_m2) == ("３０亩", 20000)
    assert (enquiry.investment_typed, enquiry.investment_10k) == ("1亿", 10000)
    assert (enquiry.clear_height_typed, enquiry.clear_height_m) == ("8米", 8)


@pytest.mark.parametrize("missing", ["need", "name", "phone", "consent", "kind"])
def test_what_is_required_is_asked_for_in_words_and_nothing_is_stored(send, answers, missing):
    response = send(answers, **{missing: None})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {missing}
    assert not Enquiry.objects.exists()
    assert not Lead.objects.exists()
    assert not Job.objects.exists()


def test_a_mistake_loses_nothing_that_was_typed(send, answers):
    page = send(answers, phone="12345", company="示例公司", city="jinan", area="20 亩").content.decode()
    for typed in ("找 3000 平方米厂房", 'value="王先生"', 'value="12345"', 'value="示例公司"', 'value="20 亩"'):
        assert typed in page
    assert '<option value="jinan" selected>' in page
    assert "号码位数不对" in page


@pytest.mark.slow
def test_the_time_taken_before_a_mistake_counts_for_its_correction_as_well(send, answers, client, zone):
    """Whoever added a digit within two seconds of touching the page was taken for a program."""
    assert 'name="seconds" value="12.5"' in send(answers, phone="1380000000", seconds="12.50").content.decode()
    about = "/enquiries/new/?kind=correction"
    assert 'name="seconds" value="8.0"' in send({"need": ""}, about, seconds="8").content.decode()
    for address in ("/enquiries/new/", about, zone.get_absolute_url()):
        assert 'name="seconds">' in client.get(address).content.decode()


def test_the_consent_agreed_to_is_stored_with_its_hash_and_time(send, answers):
    send(answers)
    enquiry = Enquiry.objects.get()
    assert enquiry.consent_version == consent.CURRENT.version
    assert enquiry.consent_sha256 == consent.CURRENT.sha256
    assert timezone.now() - enquiry.consented_at < timedelta(minutes=1)
    assert not enquiry.third_party_consent


def test_handing_data_to_a_zone_is_agreed_apart(send, answers):
    send(answers, third_party="1")
    assert Enquiry.objects.get().third_party_consent


def test_where_it_came_from_is_kept(send, answers, zone):
    send(
        answers,
        "/enquiries/new/?src=/news/7/&utm_source=wechat&utm_evil=1",
        headers={"User-Agent": "示例浏览器", "X-Forwarded-For": "203.0.113.77"},
        landing="/zones/",
        referrer="https://search.example.com/",
    )
    enquiry = Enquiry.objects.get()
    assert (enquiry.source_path, enquiry.landing_path) == ("/news/7/", "/zones/")
    assert (enquiry.referrer, enquiry.utm) == ("https://search.example.com/", {"utm_source": "wechat"})
    assert enquiry.address == "203.0.113.0"


@pytest.mark.parametrize("landing", ["\u202e/zones/\x00", "/zo\u200bnes/\n", "/zones/\ufffe"])
def test_where_it_came_from_is_shown_as_it_is_read(send, answers, landing):
    send(answers, landing=landing, headers={"User-Agent": "\u202d示例"})
    assert Enquiry.objects.get().landing_path == "/zones/"


def test_of_a_zone_and_another_city_the_zone_counts_and_the_city_is_kept_in_words(send, answers, zone, qingdao):
    location = send(answers, zone="jinan/gaoxin", city="qingdao")["Location"]
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.zone, enquiry.lead.city) == (zone.city, zone, zone.city)
    assert enquiry.other_words == "意向城市：青岛"
    assert "city=jinan" in location


def test_city_and_zone_become_ours_and_route_the_lead(send, answers, jinan, zone):
    send(answers, zone="jinan/gaoxin")
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.zone, enquiry.lead.city) == (jinan, zone, jinan)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "is_open"),
    [
        ({}, False),
        ({"area_unit": "sqm"}, False),
        ({"area": "很大", "area_unit": "sqm"}, False),
        ({"budget": "面议"}, True),
        ({"city": "jinan", "zone": "jinan/gaoxin"}, True),
        ({"email": "who"}, True),
    ],
)
def test_what_was_filled_in_by_a_form_that_failed_is_not_folded_away(send, answers, sent, is_open):
    page = send(answers, phone="", **sent).content.decode()
    assert ('<details class="more" open>' in page) is is_open


def test_what_an_address_fills_in_stays_folded(client, zone):
    assert '<details class="more">' in client.get("/enquiries/new/?city=jinan&zone=gaoxin").content.decode()


def test_a_city_that_is_none_of_ours_is_kept_as_typed_and_goes_to_head_office(send, answers):
    send(answers, city="火星", zone="环形山")
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.city_text, enquiry.zone_text, enquiry.lead.city) == (None, "火星", "环形山", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"need": "x" * 2001},
        {"need": "\u200b\u200b"},
        {"name": "王" * 41},
        {"name": "\x00\u200b"},
        {"phone": "1" * 1_000_000},
        {"need": "字" * 300_000},
        {"kind": "castle"},
        {"kind": ""},
        {"consent": "1999-01"},
        {"consent": "on"},
    ],
)
def test_wrong_input_gets_the_form_with_a_message_and_stores_nothing(send, answers, changes):
    response = send(answers, **changes)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    "need",
    [
        "🏭🏭 三千平",
        "مرحبا بالعالم",
        "👨\u200d👩\u200d👧 三口",
        "<script>alert(1)</script>",
        "'; DROP TABLE leads_lead; --",
        "٣٠٠٠",
    ],
)
def test_odd_but_honest_words_are_stored_as_they_are(send, answers, need):
    assert send(answers, need=need).status_code == 303
    assert Enquiry.objects.get().need == need


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("need", "\u202e厂\u200b房\x00", "厂房"),
        ("need", "第一行\r\n\r\n\r\n\r\n第二行\u2028第三行", "第一行\n\n第二行\n第三行"),
        ("name", "\u202d王\ufeff先\xad生\u202c\x00", "王先生"),
        ("company", "ＡＢＣ\u3000公司\n", "ABC 公司"),
        ("wechat", "\u2066wang_１２３\u2069", "wang_123"),
        ("email", "\u202aWang＠ｅxample.com\u202c", "Wang@example.com"),
        ("phone_typed", "\u202d138 0000 0000\u202c", "138 0000 0000"),
        ("budget_typed", "\u200b５千万", "５千万"),
    ],
)
def test_what_nobody_sees_is_taken_away(send, answers, name, typed, stored):
    assert send(answers, **{name.removesuffix("_typed"): typed}).status_code == 303
    assert getattr(Enquiry.objects.get(), name) == stored


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "138000٠٠٠٠٠"},
        {"phone": "+4930" + "1" * 13},
        {"zone": "x" * 120},
        {"area": "0.001"},
        {"area": "9999999999.999"},
        {"budget": "0.0001"},
        {"clear_height": "0.04"},
        {"city": "城" * 80, "name": "王" * 40, "company": "厂" * 100},
    ],
)
def test_whoever_is_shown_a_receipt_is_stored_however_odd_the_words(send, answers, changes):
    """What the form takes and the tables refuse would wait in the spool for ever."""
    response = send(answers, **changes)
    assert Enquiry.objects.count() == (1 if response.status_code == 303 else 0)


def test_what_no_form_sends_is_refused_without_a_fault(client, network):
    """JSON, multipart with parts missing, five thousand fields, a body beyond the limit."""
    many = "&".join(f"f{number}=1" for number in range(5000))
    for body, content_type, status in [
        ('{"need": 1}', "application/json", 400),
        ("--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x", 400),
        ("--x", "multipart/form-data", 400),
        (many, "application/x-www-form-urlencoded", 413),
        ("need=" + "x" * 6_000_000, "application/x-www-form-urlencoded", 413),
        ("", "", 400),
    ]:
        assert client.post("/enquiries/new/", body, content_type=content_type).status_code == status
    assert client.put("/enquiries/new/").status_code == 405
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("kind", ["rent", "complaint", "correction"])
@pytest.mark.parametrize("body", ["need=" + "%E5%AD%97" * 900_000, "&".join("f=1" for _ in range(2001))])
def test_more_than_is_read_is_said_in_words_and_sends_back_to_what_was_typed(client, network, kind, body):
    response = client.post(f"/enquiries/new/?kind={kind}", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "请返回上一页，填的内容还在那里" in response.content.decode()


@pytest.mark.parametrize("header", ["http://[", "null", "javascript:1", "\u00ff"])
def test_odd_headers_do_no_harm(send, answers, header):
    assert send(answers, headers={"Referer": header, "Origin": header}).status_code == 303


def test_broken_utf8_is_taken_as_far_as_it_can_be_read(client, network):
    body = "kind=rent&need=%ff%fe&name=%ed%a0%80&phone=13800000000&consent=" + consent.CURRENT.version
    response = client.post("/enquiries/new/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303


def test_the_page_is_the_same_for_everybody_and_may_be_cached(client, jinan):
    first, second = (client.get("/enquiries/new/?kind=land&city=jinan", headers={"User-Agent": name}) for name in "ab")
    assert first.content == second.content
    assert "s-maxage" in first["Cache-Control"]
    assert not first.cookies
    assert "csrf" not in first.content.decode()


def test_a_phones_keyboard_lets_units_and_words_be_typed_where_a_quantity_is_asked_for(client, zone):
    for path in ("/enquiries/new/", "/"):
        assert 'inputmode="decimal"' not in client.get(path).content.decode()


def test_words_in_the_address_that_say_nothing_are_ignored(client, zone):
    page = client.get("/enquiries/new/?kind=castle&city=atlantis&zone=x&area=%F0").content.decode()
    assert 'value="rent" checked' in page


def test_the_form_needs_one_query_once_places_are_known(client, zone, django_assert_num_queries):
    """The content version."""
    client.get("/enquiries/new/")
    with django_assert_num_queries(1):
        client.get("/enquiries/new/")


def test_the_throttles_read_an_index_each(send, answers):
    send(answers)
    with CaptureQueriesContext(connection) as queries:
        send(answers, need="另一件事", headers={"X-Forwarded-For": "198.51.100.1"})
    [sql] = [query["sql"] for query in queries if "of_address" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    indexes = re.findall(r"(?:using|Bitmap Index Scan on) (\w+)", plan)
    assert sorted(indexes) == ["enquiry_of_address", "enquiry_of_phone"]
    assert plan.count("Index Cond: ") == len(indexes)


def test_a_submission_costs_no_more_than_ten_queries(send, answers, zone):
    """Site; lock, same before, zone, open lead, lead, throttle, enquiry, line of the timeline, job."""
    send(answers, city="jinan", zone="jinan/gaoxin")
    with CaptureQueriesContext(connection) as asked:
        send(answers, city="jinan", zone="jinan/gaoxin", need="另一件事")
    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == 10
    assert Enquiry.objects.count() == 2


@pytest.mark.slow
def test_many_people_behind_one_carrier_are_no_suspects_unless_one_sends_links(send, answers):
    for number in range(spam.PER_ADDRESS_AN_HOUR + 2):
        phone, need = f"138000000{number:02d}", f"找 {number}00 平方米厂房"
        send(answers, headers={"X-Forwarded-For": f"192.0.2.{number}"}, phone=phone, need=need)
    assert not Enquiry.objects.quarantined().exists()
    assert Enquiry.objects.latest("pk").spam_reasons == ["address_often"]
    send(answers, headers={"X-Forwarded-For": "192.0.2.99"}, phone="13900000001", need="看 www.example.com")
    [suspect] = Enquiry.objects.quarantined()
    assert suspect.spam_reasons == ["address_often", "links"]


@pytest.mark.slow
def test_the_same_words_again_and_again_from_one_network_are_suspect_whatever_the_phone(send, answers):
    for number in range(spam.SAME_WORDS_AN_HOUR + 1):
        phone, need = f"138000000{number:02d}", f"代办{' ' * number}执照，ＡＢＣ{'！' * number}"
        send(answers, headers={"X-Forwarded-For": f"192.0.2.{number}"}, phone=phone, need=need)
    send(answers, headers={"X-Forwarded-For": "198.51.100.1"}, phone="13900000000", need="代办执照，ABC")
    [suspect] = Enquiry.objects.quarantined()
    assert (suspect.phone_typed, suspect.spam_reasons) == ("13800000005", ["same_words"])


def test_the_page_of_yesterday_may_still_be_sent(send, answers):
    """Every version of the consent ever shown stays known, by its name and hash."""
    assert {version: each.sha256 for version, each in consent.VERSIONS.items()} == {
        "2026-11": consent.CURRENT.sha256,
        "complaint-2026-11": "ea10d9cfe96cb080c7b6251bcb8dfe7171136600033741101010571b241b1182",
        "complaint-2026-11-29": consent.CURRENT_FOR_COMPLAINTS.sha256,
        "correction-2026-11": consent.CURRENT_FOR_CORRECTIONS.sha256,
    }
    assert intake.DEADLINE_SECONDS <= 3
