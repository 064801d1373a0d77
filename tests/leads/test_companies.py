"""Leads of one company: found over cities, shown within rights, with one timeline; kept up whoever wrote them."""

import pytest

from leads import companies, jobs
from leads.models import Lead, LeadEvent
from plumbing.masking import mask
from tests.desk import signed_in, words
from tests.leads.offers import page_of

pytestmark = pytest.mark.django_db
CODE = "91350100M000100Y43"


@pytest.fixture
def of_company(jinan):
    """`of_company(…)`: a lead of 示例传感科技有限公司 in Jinan."""

    def of_company(**fields):
        given = {"kind": "rent", "name": "王先生", "city": jinan, "company": "示例传感科技有限公司"}
        given |= {"receipt": f"{Lead.objects.count() + 3:012}", "phone": f"+861380000{Lead.objects.count():04}"}
        return Lead.objects.create(**given | fields)

    return of_company


def test_a_lead_shows_the_others_of_its_company_with_stage_and_owner(of_company, sales):
    lead, other = (
        of_company(owner=sales),
        of_company(company="示例传感科技（有限责任公司）", owner=sales, stage="visiting"),
    )
    of_company(company="示例传感", owner=sales)
    page = page_of(lead, sales)
    assert page.context["company"].seen == [other]
    for part in ("同一公司的其他线索", f"{other}", "带看考察"):
        assert part in words(page)


@pytest.mark.slow
def test_of_those_one_may_not_see_only_the_city_and_the_colleague_are_told(of_company, sales, colleague, qingdao):
    lead = of_company(owner=sales)
    hidden = [
        of_company(owner=colleague, name="秘密先生"),
        of_company(city=qingdao, owner=colleague),
        of_company(city=qingdao),
    ]
    page = page_of(lead, sales)
    text = words(page)
    assert "另有 3 条您看不到" in text
    assert f"济南，由{colleague.display_name}负责" in text
    assert "青岛，在公共池" in text
    for each in hidden:
        assert f"/lead/{each.pk}/" not in text
        assert f"{each}" not in text
        assert mask(each.phone) not in text
    assert "秘密" not in text


@pytest.mark.slow
def test_neither_complaints_nor_merged_leads_nor_leads_without_a_company_are_others(of_company, sales):
    lead = of_company(owner=sales)
    of_company(kind="complaint")
    of_company(merged_into=lead)
    nobody = [of_company(company="个人", owner=sales), of_company(company="", owner=sales)]
    for each in (lead, *nobody):
        assert not page_of(each, sales).context["company"]


def test_a_code_tells_two_of_one_name_apart_and_joins_two_of_different_names(of_company, sales):
    lead = of_company(owner=sales, credit_code=CODE)
    renamed, other = of_company(company="新名科技", credit_code=CODE), of_company(credit_code="91310000631349424" + "9")
    nameless = of_company()
    assert set(companies.others(lead)) == {renamed, nameless}
    assert set(companies.others(other)) == {nameless}
    assert set(companies.others(nameless)) == {lead, other}
    coded = of_company(company="", credit_code=CODE)
    assert set(companies.others(coded)) == {lead, renamed}


@pytest.mark.slow
def test_the_page_of_a_company_has_its_leads_and_their_timelines_as_one(of_company, sales, colleague):
    lead, other, hidden = of_company(owner=sales), of_company(owner=sales), of_company(owner=colleague)
    for each, text in ((lead, "问电价"), (other, "问宿舍，打 13800000009"), (hidden, "别人的话")):
        each.record(LeadEvent.Kind.NOTE, sales, text)
    text = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/company/"))
    assert "问电价" in text
    assert "问宿舍" in text
    assert "13800000009" not in text
    assert "别人的话" not in text
    assert f"/lead/{hidden.pk}/" not in text
    assert signed_in(colleague).get(f"/admin/leads/lead/{lead.pk}/company/").status_code == 404


@pytest.mark.parametrize("typed", ["示例传感科技有限责任公司", "示例传感 科技", CODE, CODE.lower()])
def test_a_search_finds_a_company_in_another_spelling_and_by_its_code(of_company, sales, typed):
    lead = of_company(owner=sales, credit_code=CODE)
    of_company(owner=sales, company="示例重工")
    assert list(signed_in(sales).get("/admin/leads/lead/", {"q": typed}).context["cl"].queryset) == [lead]


def corrected(lead, who, **typed):
    data = {"company": lead.company, "credit_code": "", "kind": "rent", "city": lead.city_id, "taught": ""}
    data |= {f"initial-{name}": value for name, value in data.items()}
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/change/", {**data, **typed})


@pytest.mark.slow
def test_a_correction_of_the_name_or_the_code_is_kept_up_with(of_company, sales):
    lead = of_company(owner=sales)
    corrected(lead, sales, company="新名科技（青岛）有限公司", credit_code=f" {CODE[:9]} {CODE[9:].lower()}")
    lead.refresh_from_db()
    assert (lead.company_key, lead.credit_code) == ("新名科技青岛", CODE)
    page = corrected(lead, sales, company=lead.company, credit_code=CODE[:-1] + "4")
    assert "校验位" in words(page)


def test_what_an_older_release_wrote_is_keyed_by_the_worker(of_company):
    leads = [of_company() for _ in range(3)]
    Lead.objects.update(company_key=None)
    jobs.key_companies()
    assert {lead.company_key for lead in Lead.objects.all()} == {"示例传感科技"}
    assert companies.key_missing(1) == 0
    assert len(companies.others(leads[0])) == 2
