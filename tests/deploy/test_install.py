"""deploy/install: what can be said of it without a machine; the machine is in tests/machine."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

from plumbing.postgres import QUIET_LOGS

DEPLOY = settings.BASE_DIR / "deploy"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("shellcheck"), reason="needs shellcheck")
def test_shellcheck_has_nothing_to_say():
    """Its steps are followed from the script."""
    scripts = [DEPLOY / "install", settings.BASE_DIR / "tests/machine/enter.sh", settings.BASE_DIR / ".ci/run"]
    command = ["shellcheck", "--external-sources", *scripts]
    checked = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert checked.returncode == 0, checked.stdout


def test_the_shipped_postgres_logs_as_little_as_the_embedded_one():
    shipped = re.findall(r"^(\w+) = (.+)$", (DEPLOY / "postgresql/parkinfo.conf").read_text(), re.MULTILINE)
    assert dict(shipped) == QUIET_LOGS


def test_every_step_of_an_installation_is_in_one_of_its_files():
    """A name that is misspelt is only found on the machine, half-way."""
    steps = re.findall(r"^    step (\w+) ", (DEPLOY / "install").read_text(), re.MULTILINE)
    text = "".join(path.read_text() for path in (DEPLOY / "steps").glob("*.sh"))
    assert len(steps) > 10
    assert not [name for name in steps if not re.search(rf"^{name}\(\) {{", text, re.MULTILINE)]


SHOWS_WHAT_IS_PUT = """
set -euo pipefail
SOURCE={source} WORK=$(mktemp -d) HOSTS=(park.example) RELEASES=/releases
trap 'rm -rf "$WORK"' EXIT
source "$SOURCE/deploy/steps/machine.sh"
source "$SOURCE/deploy/steps/serving.sh"
put() {{ echo "${{1##*/}} $2"; }}
change() {{ :; }}
has() {{ false; }}
digest() {{ cat >/dev/null && echo digest; }}
setting() {{ echo {bucket}; }}
nginx_site
name_release
echo "$NEW ${{LIBRARIES##*/}}"
"""


@pytest.mark.parametrize(
    ("bucket", "media", "release"),
    [
        ("", "parkinfo-media.conf", "/releases/digest requirements.txt"),
        ("pictures", "parkinfo-media-bucket.conf", "/releases/digest-s3 requirements-s3.txt"),
    ],
)
def test_pictures_in_a_bucket_want_another_file_of_nginx_and_more_libraries(bucket, media, release):
    script = SHOWS_WHAT_IS_PUT.format(source=settings.BASE_DIR, bucket=bucket)
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert f"{media} /etc/nginx/parkinfo-media.conf" in said
    assert "parkinfo-server.conf /etc/nginx/parkinfo-server.conf" in said
    assert said[-1] == release
