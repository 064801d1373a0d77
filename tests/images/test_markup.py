"""Pictures as HTML: sized, with their renditions, safe, and without a query."""

import pytest
from django.template import Context, Template

from images.markup import expand, picture, qr_picture
from images.models import Image


def an_image(**fields):
    name = "ab" * 32
    given = {"id": 7, "sha256": name, "format": "jpg", "width": 1000, "height": 500, "alt": "厂房外景", **fields}
    return Image(file=f"images/ab/{name}.{given['format']}", **given)


def test_an_image_without_renditions_is_served_as_it_is():
    html = picture(an_image())
    assert html == (
        f'<img src="/media/images/ab/{"ab" * 32}.jpg" width="1000" height="500" alt="厂房外景" '
        'loading="lazy" decoding="async">'
    )


def test_renditions_are_offered_as_webp_first_then_in_the_own_format():
    html = picture(an_image(rendered_widths=[320, 1000]), sizes="50vw", css_class="cover")
    webp, own = html.split("<img")
    stem = f"/media/images/ab/{'ab' * 32}"
    assert webp == (
        f'<picture><source type="image/webp" srcset="{stem}-320.webp 320w, {stem}-1000.webp 1000w" sizes="50vw">'
    )
    assert f'src="{stem}.jpg" srcset="{stem}-320.jpg 320w, {stem}.jpg 1000w" sizes="50vw"' in own
    assert 'class="cover"' in own


def test_a_webp_needs_no_second_format():
    html = picture(an_image(format="webp", rendered_widths=[320]))
    assert "<picture" not in html
    assert "-320.webp 320w" in html


def test_the_first_picture_of_a_page_is_fetched_at_once():
    html = picture(an_image(), lazy=False)
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_words_from_the_database_are_escaped():
    assert 'alt="&quot;&gt;&lt;script&gt;"' in picture(an_image(alt='"><script>'))


def test_a_qr_code_is_one_plain_img_whatever_was_rendered():
    html = qr_picture(an_image(format="png", width=430, height=430, rendered_widths=[320]))
    assert html.startswith(f'<img src="/media/images/ab/{"ab" * 32}.png" width="200" height="200"')
    assert "srcset" not in html


def test_the_tags_print_pictures_and_nothing_for_none():
    source = '{% load images %}{% picture image class="c" alt="" lazy=False %}|{% picture none %}{% qr_picture none %}'
    html = Template(source).render(Context({"image": an_image(), "none": None}))
    assert html.startswith("<img ")
    assert ' alt="" class="c" fetchpriority="high">|' in html
    assert html.endswith("|")


def test_a_body_shows_its_pictures_with_the_bodys_own_words():
    html = expand(
        '<p>一</p><figure><img alt="甲 &amp; 乙" data-image="7"><figcaption>图</figcaption></figure>', {7: an_image()}
    )
    assert html.startswith("<p>一</p><figure><img src=")
    assert 'alt="甲 &amp; 乙"' in html
    assert "data-image" not in html


def test_a_body_without_words_for_a_picture_uses_the_pictures_own():
    assert 'alt="厂房外景"' in expand('<img data-image="7" alt="">', {7: an_image()})


@pytest.mark.parametrize(
    "gone",
    [
        '<figure><img data-image="9" alt="x"><figcaption>图</figcaption></figure>',
        '<p><img data-image="9"></p>',
        '<img data-image="9">',
        '<img alt="no id at all">',
    ],
)
def test_a_picture_that_no_longer_exists_vanishes_with_what_held_it(gone):
    assert expand(f"<p>前</p>{gone}<p>后</p>", {7: an_image()}) == "<p>前</p><p>后</p>"


@pytest.mark.parametrize(
    ("caption", "left"),
    [
        ("<figcaption>图：<strong>签约</strong>现场</figcaption>", "<p>图：<strong>签约</strong>现场</p>"),
        ("<figcaption><p>图：签约现场</p></figcaption>", "<p>图：签约现场</p>"),
        ("<figcaption></figcaption>", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("problem", ["", ' data-problem="404"'], ids=["to be fetched", "not to be had"])
def test_of_a_picture_that_is_on_another_site_the_caption_stays(caption, left, problem):
    figure = f'<figure><img data-remote="https://img.example/a.jpg"{problem} alt="">{caption}</figure>'
    assert expand(f"<p>前</p>{figure}<p>后</p>", {}) == f"<p>前</p>{left}<p>后</p>"


def test_a_figure_without_pictures_stays():
    html = '<figure><table><tr><td>1</td></tr></table></figure><p><img data-image="9">字</p>'
    assert expand(html, {}) == "<figure><table><tr><td>1</td></tr></table></figure><p>字</p>"


@pytest.mark.django_db
def test_the_pictures_of_a_body_cost_one_query(django_assert_num_queries):
    image = an_image()
    image.size = 1
    image.save()
    with django_assert_num_queries(1):  # images_image WHERE id IN (...)
        found = Image.objects.pictures([7, 8])
        expand('<img data-image="7"><img data-image="8">', found)
    assert list(found) == [7]
