"""Whatever form somebody types into: marks that nobody sees are not stored, and nothing pasted is cut off unsaid."""

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory

from articles.models import Article
from tests import builders
from tests.desk import filled, signed_in
from zones.models import Contact, Zone

PACKAGES = {"addresses", "articles", "hosts", "images", "leads", "push", "staff", "wechat", "zones"}
#: Texts that are cleaned elsewhere: markup by the body's own rules, tags where they are parted.
ELSEWHERE = {
    ("ArticleForm", "body"),
    ("ArticleForm", "tags"),
}
TYPED = "\u202a甲\u200b乙\ufeff１\x00\u202c"


def subclasses(parent):
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


def text_fields(fields):
    """[(name, field)] of the fields of a form that take text, and no password."""
    return [
        (name, field)
        for name, field in fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, forms.SlugField | forms.GenericIPAddressField | forms.JSONField)
        and not field.disabled
        and not isinstance(field.widget, forms.PasswordInput)
    ]


def test_every_text_of_a_form_of_ours_is_cleaned():
    ours = {form for form in subclasses(forms.BaseForm) if form.__module__.split(".")[0] in PACKAGES}
    texts = [(form.__name__, *each) for form in ours for each in text_fields(form.declared_fields)]
    raw = {(form, name) for form, name, field in texts if field.to_python(TYPED) not in {"甲乙1", "甲乙１"}}
    assert len(texts) > 20
    assert raw <= ELSEWHERE


def forms_of_the_desk(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label in PACKAGES:
            yield model_admin, model_admin.get_form(request)
            yield from (
                (inline, inline.get_formset(request).form) for inline in model_admin.get_inline_instances(request)
            )


@pytest.mark.django_db
def test_every_text_of_the_desk_is_cleaned_and_none_is_cut_by_the_browser():
    walked = 0
    for owner, form in forms_of_the_desk(builders.person(is_superuser=True)):
        for name, field in text_fields(form.base_fields):
            walked += 1
            if (form.__name__, name) in ELSEWHERE or name == "username":
                continue
            where = (type(owner).__name__, name)
            assert field.to_python(TYPED) in {"甲乙1", "甲乙１", "http://甲乙1", "https://甲乙1"}, where
            assert "maxlength" not in field.widget.attrs, where
    assert walked > 60


def test_no_template_lets_a_browser_cut_what_is_pasted():
    templates = [*(settings.BASE_DIR / "templates").rglob("*.html")]
    assert len(templates) > 50
    assert [str(path) for path in templates if "maxlength" in path.read_text(encoding="utf-8")] == []


@pytest.mark.django_db
def test_a_name_that_is_too_long_comes_back_whole_with_a_sentence():
    client = signed_in(builders.person(is_superuser=True))
    page = client.post("/admin/zones/zone/add/", {"name": "园" * 200}).content.decode()
    assert "园" * 200 in page
    assert not Zone.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["示例园", "\u202d示例园\u202c", "示\u200b例园", " 示例园\ufeff"])
def test_lists_of_the_desk_are_searched_for_what_one_sees(typed):
    zone = builders.zone(name="示例园")
    client = signed_in(builders.person(is_superuser=True))
    page = client.get("/admin/zones/zone/", {"q": typed}).content.decode()
    assert f"/admin/zones/zone/{zone.pk}/change/" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "field", "typed", "said"),
    [
        ("articles/tag", "name", "签" * 150, "“名称”最多 100 个字，现在有 150 个。"),
        ("articles/riskyword", "word", "险" * 300, "“词语”最多 20 个字，现在有 300 个。"),
        ("articles/synonym", "words", "同、义" * 1333, "“同义词”最多 200 个字，现在有 3999 个。"),
        ("zones/zone", "name", "园" * 200, "“园区名称”最多 60 个字，现在有 200 个。"),
    ],
)
def test_what_is_too_long_is_told_with_field_limit_and_length(address, field, typed, said):
    client = signed_in(builders.person(is_superuser=True))
    assert said in client.post(f"/admin/{address}/add/", {field: typed}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["ESG", "esg", "ＥＳＧ"])
def test_a_tag_that_is_there_already_is_named(typed):
    builders.article(["ESG"])
    page = signed_in(builders.person(is_superuser=True)).post("/admin/articles/tag/add/", {"name": typed})
    assert "已有标签“ESG”。" in page.content.decode()
    assert "约束" not in page.content.decode()


GLUED = "138531012341395310567815966310999"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [GLUED, f"\u202d{GLUED}\u202c", "13853101234 13953105678-15966310999"])
@pytest.mark.parametrize("field", ["hotline", "mobiles-0-number"])
def test_numbers_of_a_contact_that_run_together_are_refused_and_told_apart(field, typed):
    client = signed_in(builders.person(is_superuser=True))
    data = {"name": "顾问", "person": "经理", "order": "1", "mobiles-TOTAL_FORMS": "1", "mobiles-INITIAL_FORMS": "0"}
    page = client.post("/admin/zones/contact/add/", {**data, "mobiles-0-order": "1", field: typed}).content.decode()
    assert "几个号码连在一起了，请一行填一个：13853101234、13953105678、15966310999。" in page
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_a_number_copied_from_an_address_book_is_stored_without_its_marks():
    client = signed_in(builders.person(is_superuser=True))
    data = {"name": "顾问", "person": "经理", "order": "1", "mobiles-TOTAL_FORMS": "1", "mobiles-INITIAL_FORMS": "0"}
    number = "\u202d１３８ 0000\xa00000\u202c"
    client.post("/admin/zones/contact/add/", {**data, "mobiles-0-order": "1", "mobiles-0-number": number})
    assert Contact.objects.get().phones == ["13800000000"]


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["\x08", "\uffff", "\ufdd0", "<![if !IE]>"])
def test_a_citys_introduction_shows_nothing_that_nobody_meant(client, odd):
    city = builders.city()
    data = {"name": city.name, "slug": city.slug, "order": "1", "is_listed": "on", "intro": f"{odd}济南的园区。{odd}"}
    signed_in(builders.person(is_superuser=True)).post(f"/admin/zones/city/{city.pk}/change/", data)
    page = client.get(city.get_absolute_url()).content.decode()
    assert "<p>济南的园区。</p>" in page
    assert odd not in page
    assert "!IE" not in page


@pytest.mark.django_db
def test_title_and_tags_of_an_article_are_stored_as_one_sees_them():
    client = signed_in(builders.person(is_superuser=True))
    typed = {"title": "\u202d厂房２０２６\ufeff招租\u200b", "tags": "厂\u200b房、\u2060、ＡＩ"}
    client.post("/admin/articles/article/add/", filled(**typed))
    article = Article.objects.get()
    assert article.title == "厂房2026招租"
    assert sorted(article.tags.names()) == ["AI", "厂房"]


@pytest.mark.django_db
def test_the_site_is_searched_for_what_one_sees(client):
    article = builders.article(title="冷库招租")
    page = client.get("/search/", {"q": "\u202d冷\u200b库\u202c"}).content.decode()
    assert article.get_absolute_url() in page
