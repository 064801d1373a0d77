"""A contact's QR code is one that a reader reads: visitors have nothing else to add the adviser by."""

import io

import PIL.Image
import PIL.ImageFilter
import PIL.ImageOps
import pytest
import segno

from images import qr_codes
from images.uploads import store
from tests import builders
from zones.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def code():
    out = io.BytesIO()
    segno.make("https://u.wechat.com/shili", error="m").save(out, kind="png", scale=8, border=2)
    return PIL.Image.open(out).convert("RGB")


def on_a_poster():
    poster = PIL.Image.new("RGB", (3000, 4000), "lightblue")
    poster.paste(code().resize((700, 700)), (2000, 3000))
    return poster


def transparent():
    ink = PIL.ImageOps.invert(code().convert("L"))
    clear = PIL.Image.new("RGBA", ink.size, "black")
    clear.putalpha(ink)
    return clear


def stored(picture, kind="PNG"):
    out = io.BytesIO()
    picture.save(out, kind)
    return store(io.BytesIO(out.getvalue()), alt="二维码")


READABLE = [code, on_a_poster, transparent, lambda: code().rotate(10, expand=True, fillcolor="white")]
UNREADABLE = [
    lambda: PIL.Image.new("RGB", (300, 300), "white"),
    lambda: code().filter(PIL.ImageFilter.GaussianBlur(9)),
    lambda: code().crop((0, 0, 150, 264)),
]


@pytest.mark.slow
@pytest.mark.parametrize("picture", READABLE)
def test_one_that_a_reader_reads_is_taken(picture):
    assert qr_codes.find(stored(picture()))


@pytest.mark.parametrize("picture", UNREADABLE)
def test_one_that_none_reads_is_not(picture):
    assert not qr_codes.find(stored(picture()))


@pytest.mark.slow
def test_the_form_says_so_and_keeps_what_was_there_before(admin_client):
    good, bad = stored(code()), stored(UNREADABLE[0]())
    contact = builders.contact(wechat_qr=bad)
    address = f"/admin/zones/contact/{contact.pk}/change/"
    mobiles = {f"mobiles-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    posted = {"name": "示例顾问", "person": "示例", "wechat_id": "shili-guwen", "order": 1, **mobiles}
    assert admin_client.post(address, posted | {"wechat_qr": bad.pk}).status_code == 302
    assert admin_client.post(address, posted | {"wechat_qr": good.pk}).status_code == 302
    refused = admin_client.post(address, posted | {"wechat_qr": bad.pk}).content.decode()
    assert "认不出二维码" in refused
    assert Contact.objects.get(pk=contact.pk).wechat_qr == good


MOBILES = {f"mobiles-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
TYPED = {"name": "示例顾问", "person": "示例", "wechat_id": "shili-guwen", "order": 1, **MOBILES}


def card(side):
    """A whole business card with a code of that side, margin included."""
    whole = PIL.Image.new("RGB", (800, 1100), "lightblue")
    whole.paste(code().resize((side, side)), (250, 600))
    return whole


def test_a_small_picture_is_refused_in_words(admin_client):
    contact = builders.contact()
    small = stored(code().resize((123, 123)))
    answer = admin_client.post(f"/admin/zones/contact/{contact.pk}/change/", TYPED | {"wechat_qr": small.pk})
    assert "只有 123 像素" in answer.content.decode()
    assert "边长不小于 200 像素" in answer.content.decode()
    assert Contact.objects.get().wechat_qr is None


@pytest.mark.slow
def test_of_a_whole_card_the_code_is_cut_out_and_shown_large(admin_client):
    contact = builders.contact()
    whole = stored(card(300), "JPEG")
    address = f"/admin/zones/contact/{contact.pk}/change/"
    done = admin_client.post(address, TYPED | {"wechat_qr": whole.pk}, follow=True).content.decode()
    assert "只裁出了二维码" in done
    shown = Contact.objects.get().wechat_qr
    assert shown != whole
    found = qr_codes.find(shown)
    assert found.side / shown.width * 200 >= 150
    assert 0.9 < shown.width / shown.height < 1.1
    # Saved once more it is left as it is.
    admin_client.post(address, TYPED | {"wechat_qr": shown.pk, "person": "另名"})
    assert Contact.objects.get().wechat_qr == shown


@pytest.mark.slow
def test_a_card_whose_code_is_too_small_to_be_cut_out_is_refused(admin_client):
    contact = builders.contact()
    address = f"/admin/zones/contact/{contact.pk}/change/"
    answer = admin_client.post(address, TYPED | {"wechat_qr": stored(card(130)).pk}).content.decode()
    assert "图里的二维码连白边只有" in answer
    assert "整张名片会自动裁出二维码" in answer  # what the field asks for


def test_a_file_that_is_gone_is_no_code():
    picture = stored(code())
    picture.file.storage.delete(picture.file.name)
    assert qr_codes.find(picture) is None
