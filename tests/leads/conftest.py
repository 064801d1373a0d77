"""The desk's stage: one city with a zone, another city, the portal's contact, and the cast."""

import pytest

from staff.models import Grant, User
from staff.roles import EDITOR, SALES, SALES_MANAGER
from tests.leads.offers import NEED
from zones.models import City, Contact, Portal, Zone

#: A phone no person has: what the log tests look for.
PHONE = "13800000000"


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    """Spool and kept places of a test's own."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def network(db):
    contact = Contact.objects.create(name="总部", person="示例顾问", hotline="400-000-0000")
    return Portal.objects.create(name="示例招商网", host="www.example.com", contact=contact, email="desk@example.com")


@pytest.fixture
def jinan(network):
    return City.objects.create(name="济南", slug="jinan")


@pytest.fixture
def qingdao(network):
    return City.objects.create(name="青岛", slug="qingdao")


@pytest.fixture
def zone(jinan):
    return Zone.objects.create(city=jinan, name="示例高新区", slug="gaoxin")


@pytest.fixture
def answers():
    """A short but valid form."""
    from leads import consent

    return {
        "kind": "rent",
        "need": "找 3000 平方米厂房",
        "name": "王先生",
        "phone": PHONE,
        "consent": consent.CURRENT.version,
    }


@pytest.fixture
def send(client, jinan):
    """Post a form as a browser does; `send(need="…")` changes an answer, None takes one away."""

    def send(answers, address="/enquiries/new/", headers=None, **changes):
        from urllib.parse import urlencode

        filled = {name: value for name, value in {**answers, **changes}.items() if value is not None}
        return client.post(
            address, urlencode(filled), content_type="application/x-www-form-urlencoded", headers=headers or {}
        )

    return send


@pytest.fixture
def lead(send, answers):
    """One of Jinan's, that nobody has claimed."""
    from leads.models import Lead

    send(answers, city="jinan", company="示例公司")
    return Lead.objects.get()


def person(username, role, city=None):
    user = User.objects.create_user(username, password="x", is_staff=True, last_name=username)
    Grant.objects.create(user=user, role=_group(role), city=city)
    return user


def _group(name):
    from django.contrib.auth.models import Group

    return Group.objects.get(name=name)


@pytest.fixture
def sales(jinan):
    return person("sales", SALES, jinan)


@pytest.fixture
def colleague(jinan):
    return person("colleague", SALES, jinan)


@pytest.fixture
def manager(jinan):
    return person("manager", SALES_MANAGER, jinan)


@pytest.fixture
def head_office(network):
    return person("head_office", SALES)


@pytest.fixture
def editor(jinan):
    return person("editor", EDITOR, jinan)


@pytest.fixture
def wanting(send, answers):
    """`wanting(need=…)`: the lead of such an enquiry in Jinan."""

    def wanting(need=NEED, **changes):
        send(answers, need=need, **{"city": "jinan", **changes})
        from leads.models import Lead

        return Lead.objects.latest("pk")

    return wanting


@pytest.fixture
def wechat(monkeypatch):
    """企业微信, on this machine."""
    from tests.leads.work_wechat_server import work_wechat_server

    with work_wechat_server(monkeypatch) as server:
        yield server


@pytest.fixture
def app(network):
    """The owner's application of 企业微信."""
    from leads.models import Channel
    from tests.leads.work_wechat_server import AGENT, CORP, SECRET

    return Channel.objects.create(kind="app", name="招商助手", target=f"{CORP}/{AGENT}", secret=SECRET)


@pytest.fixture
def group_robot(wechat, jinan, monkeypatch):
    """A robot of Jinan's group; the database takes none but https, so its address is what it is told on sending."""
    from leads import delivery
    from leads.models import Channel

    def send(message, target, secret, to):
        delivery._wecom(message, wechat.robot, secret, to)

    monkeypatch.setitem(delivery.SENDERS, "wecom", send)
    return Channel.objects.create(kind="wecom", name="济南群", target="https://robot.example/hook", city=jinan)
