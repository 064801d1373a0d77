"""The shipped rules and the dashboard name what /metrics has."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from backups import making, proofs
from leads import alarms
from parkinfo.monitoring import gauges, requests

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
RULES, DASHBOARD = DEPLOY / "prometheus/alerts.yml", DEPLOY / "grafana/parkinfo.json"


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]]


def expressions():
    """Every expression of both files."""
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += [each["expr"] for each in dashboard["annotations"]["list"]]
    asked += [each["query"] for each in dashboard["templating"]["list"] if each["type"] == "query"]
    return [rule["expr"] for rule in rules()] + asked


@pytest.fixture
def there(db, settings, tmp_path, monkeypatch):
    """The names of all series, with everything there that could be."""
    settings.BACKUP_DIR = tmp_path
    path = tmp_path / f"parkinfo-{timezone.localtime().strftime(making.MOMENT)}.tar"
    path.write_bytes(b"x")
    proofs.write(path, proofs.Proof(timezone.localtime(), 1))
    monkeypatch.setattr(alarms, "last_enquiry", timezone.now)
    monkeypatch.setattr(alarms, "usual_silence", lambda last: alarms.SHORTEST_SILENCE)
    names = {family.name for family in gauges.Gauges().collect()}
    for family in requests.Counted().collect():
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}[family.type]
        names |= {family.name + suffix for suffix in suffixes}
    return names


def test_rules_and_dashboard_name_only_what_is_measured_and_leave_out_nothing(there):
    named = {name for each in expressions() for name in re.findall(r"parkinfo_\w+", each)}
    assert named - there == set()
    # A sum and a count of seconds are for whoever wants an average.
    assert there - named == {"parkinfo_request_seconds_sum", "parkinfo_request_seconds_count"}


def test_labels_have_values_that_there_are():
    routes = {*requests.ROUTES, requests.OTHER}
    groups = {ask.__name__ for ask in gauges.GAUGES}
    for each in expressions():
        for value in re.findall(r'route=~?"([^"]+)"', each):
            assert {*value.split("|")} <= routes
        assert {*re.findall(r'gauge!?="([^"]+)"', each)} <= groups
        assert {*re.findall(r'lane="([^"]+)"', each)} <= {"urgent", "normal"}


def test_every_rule_says_how_urgent_it_is_and_what_to_do():
    assert len({rule["alert"] for rule in rules()}) == len(rules()) > 10
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_finds_nothing_wrong_with_what_it_is_told(there, client):
    answer = client.get("/metrics").content
    checked = subprocess.run(["promtool", "check", "metrics"], input=answer, capture_output=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_takes_the_rules():
    subprocess.run(["promtool", "check", "rules", str(RULES)], check=True)
