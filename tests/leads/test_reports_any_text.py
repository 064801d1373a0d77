"""Whatever is typed into the forms of complaints and mistakes, and whatever files come with it: an answer without a
fault, nothing lost of what was taken, and nothing kept of what was not."""

import hashlib
import io
import shutil
from urllib.parse import urlencode

import PIL.Image
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leads import attachments, consent, evidence, held_files, spool
from leads.models import Enquiry, Lead, LeadEvent
from leads.reported_page import address_in
from plumbing import typed_text
from staff.roles import EDITOR
from tests import builders
from tests.leads.conftest import person
from tests.leads.test_any_text import PIECES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADDRESSES = [
    *("/news/1/", "http://testserver/about/?a=1#x", "http://www.example.com/post/%FF.html", "/?id=1", "/zones/jinan/"),
    *("http://[", "//x.example", "https://", "1", "/%", "/%00", "http://x:y/", "/zones/jinan/gaoxin", "9" * 40),
]
PARTS = st.lists(st.sampled_from([*PIECES, *ADDRESSES]), max_size=12).map("".join)
TEXT = st.one_of(st.text(max_size=50), PARTS, st.just("字" * 3000))


def picture(form):
    out = io.BytesIO()
    PIL.Image.new("RGB", (8, 8), "red").save(out, form)
    return out.getvalue()


WHOLE = [b"%PDF-1.4\n%%EOF\n", *map(picture, ("JPEG", "PNG", "WEBP"))]
#: Whole files, cut ones, ones of which bytes were changed, and anything at all.
CONTENT = st.one_of(
    st.sampled_from(WHOLE),
    st.binary(max_size=80),
    st.tuples(st.sampled_from([*WHOLE, *evidence.BEGINNINGS]), st.binary(max_size=40)).map(b"".join),
    st.tuples(st.sampled_from(WHOLE), st.integers(0, 200)).map(lambda each: each[0][: each[1]]),
)
#: No file system has a longer one; of a name without anything to be seen Django says that no file was chosen.
NAME = TEXT.map(lambda text: f"{text[:60]}证据")
FILES = st.lists(st.tuples(NAME, CONTENT), max_size=7)
#: Good answers most of the time, so that other fields are reached.
GOOD = {"need": "第二张图片是我们的", "name": "示例", "phone": "13800000000", "page": "/about/"}
FIELDS = [*GOOD, "email", "company", "city", "zone", "seconds", "landing", "referrer", "consent"]
TYPED = st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=6)
AGREED = {"complaint": consent.CURRENT_FOR_COMPLAINTS.version, "correction": consent.CURRENT_FOR_CORRECTIONS.version}


def upload(name, content):
    """A file as a browser sends it, which may have any name."""
    file = io.BytesIO(content)
    file.name = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    return file


def only_seen(text):
    return "".join(typed_text.identifier(text).split())


def words_of(enquiry):
    """All that an editor reads of an enquiry."""
    names = ("need", "name", "company", "phone_typed", "email", "source_path", "other_words", "city_text", "zone_text")
    return only_seen(" ".join(getattr(enquiry, name) for name in names))


def assert_all_is_there(enquiry, answers, files):
    words = words_of(enquiry)
    for name in ("need", "name", "company", "phone", "email", "page"):
        typed = answers.get(name, "")
        if name in {"name", "company"} and enquiry.kind == "correction":
            continue  # it has no such fields
        if name == "page" and (
            enquiry.city or address_in(typed_text.line(typed), {"testserver": "", "www.example.com": ""})
        ):
            continue  # it is known by its path
        if len(typed) < 1000:
            assert only_seen(typed) in words, name
    stored = {event.file: event.text for event in LeadEvent.objects.filter(enquiry=enquiry, kind="file")}
    kept = {path.name: path.read_bytes() for path in attachments.directory().glob("*")}
    assert stored.keys() == kept.keys()
    assert {hashlib.sha256(each).digest() for each in kept.values()} == {
        hashlib.sha256(data).digest() for _, data in files
    }


@pytest.fixture
def chief(network):
    return person("chief", EDITOR)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(AGREED)), TYPED, FILES, st.one_of(st.text(max_size=50), st.sampled_from(ADDRESSES)))
@example("complaint", {"page": "http://[", "phone": "", "email": "x"}, [("\x00.pdf", WHOLE[0])], "")
@example("complaint", {"page": "/" + "长" * 299}, [("../a", WHOLE[0]), ("a/b", WHOLE[1])], "/news/1/")
@example("complaint", {"page": "/?date=%00"}, [], "/%00")
@example("correction", {"need": "\u202e\x00", "page": "\u200b"}, [("x", b"")], "//")
def test_whatever_is_sent_is_taken_whole_or_comes_back_whole(zone, chief, kind, typed, files, src):
    client, desk = Client(), Client()
    shutil.rmtree(attachments.directory(), ignore_errors=True)
    answers = {**GOOD, "consent": AGREED[kind], **typed}
    address = f"/enquiries/new/?{urlencode({'kind': kind, 'src': src})}"
    with transaction.atomic():
        builders.article(zone=zone)
        response = client.post(address, {**answers, "evidence": [upload(*each) for each in files]})
        assert response.status_code in ({400} if "\0" in src else {200, 303})
        assert not list(spool.directory().glob("*.json"))
        if response.status_code != 303:
            assert not Enquiry.objects.exists()
            assert not Lead.objects.exists()
            kept = [path.name for path in attachments.directory().glob("*")]
            assert all(name.startswith(held_files.PREFIX) for name in kept)
        else:
            enquiry = Enquiry.objects.get()
            assert_all_is_there(enquiry, answers, files if kind == "complaint" else [])
            desk.force_login(chief)
            assert desk.get(f"/admin/leads/complaint/{enquiry.lead_id}/change/").status_code == 200
        transaction.set_rollback(True)
