"""Renditions, and the files of deleted pictures."""

import io

import PIL.Image
import pytest
import segno
from django.core.files.base import ContentFile
from django.utils import timezone

from images.jobs import render, render_anew, widths_for
from images.likeness import ALIKE, QUALITIES, likeness, smallest_webp
from images.markup import picture
from images.models import Image
from images.uploads import store
from jobs.models import Job
from jobs.worker import run_one

pytestmark = pytest.mark.django_db


def work():
    """Do everything that waits, whenever it is due."""
    Job.objects.waiting().update(run_at=timezone.now())
    while run_one():
        pass


@pytest.mark.slow
def test_the_worker_renders_webp_and_the_own_format_and_never_enlarges(drawn, media):
    image = store(drawn(size=(1000, 600)))
    work()
    image.refresh_from_db()
    assert image.rendered_widths == [320, 480, 640, 1000]
    stem = image.sha256
    assert {path.name for path in (media / "images" / stem[:2]).iterdir()} == {
        *(
            f"{stem}{end}"
            for end in (".jpg", "-320.jpg", "-320.webp", "-480.jpg", "-480.webp", "-640.jpg", "-640.webp", "-1000.webp")
        ),
    }
    for name in image.file_names():
        with PIL.Image.open(media / name) as rendition:
            width = 1000 if "-" not in name or "-1000" in name else int(name.split("-")[1].split(".")[0])
            assert rendition.size == (width, round(width * 0.6))
    assert picture(image).count("-320.") == 2


@pytest.mark.parametrize(
    ("width", "rendered"),
    [
        (200, [200]),
        (330, [330]),
        (400, [320, 400]),
        (1279, [320, 480, 640, 960, 1279]),
        (2560, [320, 480, 640, 960, 1280]),
    ],
)
def test_widths_never_exceed_the_picture_nor_nearly_repeat_it(width, rendered):
    assert widths_for(Image(width=width, height=100, format="jpg")) == rendered


@pytest.mark.parametrize(
    "fields",
    [
        {"format": "gif", "width": 900, "height": 900},
        {"format": "png", "width": 399, "height": 399},
        {"format": "jpg", "width": 1080, "height": 20000},
    ],
    ids=["animations", "QR codes and logos", "pictures taller than WebP can be"],
)
def test_left_alone(fields):
    assert widths_for(Image(**fields)) == []


def test_an_animated_webp_is_left_alone(media):
    frames = [PIL.Image.new("RGB", (800, 600), (number * 60, 20, 90)) for number in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    image = store(ContentFile(out.getvalue(), "a.webp"))
    work()
    image.refresh_from_db()
    assert image.rendered_widths == []
    assert Job.objects.get().done_at


def test_a_qr_code_stays_the_same_pixels(media):
    out = io.BytesIO()
    segno.make("https://u.wechat.com/示例").save(out, kind="png", scale=8)
    image = store(ContentFile(out.getvalue(), "qr.png"))
    work()
    image.refresh_from_db()
    assert (image.format, image.rendered_widths) == ("png", [])
    with PIL.Image.open(media / image.file.name) as kept, PIL.Image.open(out) as given:
        assert kept.convert("1").tobytes() == given.convert("1").tobytes()


@pytest.mark.slow
def test_a_drawing_loses_nothing_and_a_photo_gets_small(media):
    for name, effect in (
        ("drawing", PIL.Image.new("RGB", (600, 400), "white")),
        ("photo", PIL.Image.effect_noise((600, 400), 60)),
    ):
        effect = effect.convert("RGB")
        effect.paste((200, 30, 30), (100, 100, 103, 300))
        out = io.BytesIO()
        effect.save(out, "PNG")
        image = store(ContentFile(out.getvalue(), f"{name}.png"))
        work()
        with PIL.Image.open(media / image.rendition_name(600, "webp")) as rendition:
            is_same = rendition.convert("RGB").tobytes() == effect.tobytes()
        assert is_same == (name == "drawing")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGBA"), ("JPEG", "CMYK")])
def test_other_modes_are_rendered_too(drawn, kind, mode, media):
    image = store(drawn(kind, (700, 500), mode))
    work()
    image.refresh_from_db()
    assert image.rendered_widths == [320, 480, 700]
    assert all((media / name).exists() for name in image.file_names())


@pytest.mark.slow
def test_rendering_writes_no_other_column(drawn, django_assert_num_queries):
    image = store(drawn())
    stale = Image.objects.get(pk=image.pk)
    Image.objects.filter(pk=image.pk).update(alt="编辑刚写的")
    with django_assert_num_queries(2):  # SELECT the image; UPDATE its rendered_widths
        render(stale.pk)
    image.refresh_from_db()
    assert image.alt == "编辑刚写的"


def test_a_picture_deleted_meanwhile_is_no_failure():
    render(99)


@pytest.mark.slow
def test_the_files_of_a_deleted_picture_go_an_hour_later(drawn, media):
    image = store(drawn())
    work()
    Image.objects.get(pk=image.pk).delete()
    assert (media / image.file.name).exists()
    assert not run_one()
    work()
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_the_files_stay_when_the_picture_was_uploaded_again_meanwhile(drawn, media):
    Image.objects.get(pk=store(drawn()).pk).delete()
    image = store(drawn())
    work()
    assert (media / image.file.name).exists()


@pytest.mark.slow
def test_pictures_rendered_when_fewer_widths_were_asked_for_are_rendered_anew(drawn, media):
    lacking, whole, small = (
        store(drawn(size=size, seed=seed)) for seed, size in enumerate(((1000, 600), (1000, 600), (500, 300)))
    )
    work()
    Image.objects.filter(pk=lacking.pk).update(rendered_widths=[320, 640, 1000])
    (media / lacking.rendition_name(480, "webp")).unlink()
    render_anew()
    assert [job.payload for job in Job.objects.waiting().filter(kind="images.render")] == [{"image": lacking.pk}]
    work()
    assert (media / lacking.rendition_name(480, "webp")).exists()
    render_anew()
    assert not Job.objects.waiting().filter(kind="images.render").exists()
    widths = [Image.objects.get(pk=each.pk).rendered_widths for each in (lacking, whole, small)]
    assert widths == [[320, 480, 640, 1000], [320, 480, 640, 1000], [320, 500]]


def test_a_picture_is_wholly_like_itself_and_less_so_the_smaller_its_file():
    picture = PIL.Image.effect_mandelbrot((480, 300), (-2, -1.5, 1, 1.5), 60)
    assert likeness(picture, picture) == pytest.approx(1)
    measured = []
    for quality in (5, 45, 90):
        out = io.BytesIO()
        picture.convert("RGB").save(out, "WEBP", quality=quality)
        measured.append(likeness(picture, PIL.Image.open(out)))
    assert measured == sorted(measured)
    assert measured[0] < ALIKE < measured[-1]


@pytest.mark.slow
def test_the_smallest_quality_that_is_alike_is_taken_and_where_none_is_the_best(monkeypatch):
    def sizes(picture):
        for quality in QUALITIES:
            out = io.BytesIO()
            picture.save(out, "WEBP", quality=quality, method=4)
            yield len(out.getvalue())

    plain = PIL.Image.linear_gradient("L").resize((480, 300)).convert("RGB")
    assert len(smallest_webp(plain)) == next(sizes(plain))
    monkeypatch.setattr("images.likeness.ALIKE", 1.01)  # what none of them is
    assert len(smallest_webp(plain)) == list(sizes(plain))[-1]
