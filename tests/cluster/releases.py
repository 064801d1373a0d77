"""Two releases: the working tree as it is, and one after it with a new column, index, kind of job and word."""

import shutil

from bench.desk_server import ROOT

#: What visitors read at the top of the home page, before and after.
WORD, NEXT_WORD = "找厂房·土地·写字楼", "下一版：找厂房·土地·写字楼"
#: What the later release writes into its column, and its jobs' kind.
NOTE, KIND = "next", "leads.of_next_release"
MIGRATION = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "{newest}")]
    operations = [
        migrations.AddField("enquiry", "next_note", models.CharField(max_length=20, null=True)),
        AddIndexConcurrently("enquiry", models.Index("next_note", name="enquiry_of_next_note")),
    ]
"""
FIELD = f"""    next_note = models.CharField(max_length=20, null=True, default="{NOTE}")

    objects = EnquiryQuerySet.as_manager()
"""
JOBS = f"""

@handler("{KIND}", "下一版的任务")
def of_next_release() -> None:
    \"\"\"Nothing.\"\"\"
"""


def release(directory):
    """A checkout of its own, whatever becomes of the working tree."""
    left_out = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".env")
    shutil.copytree(ROOT, directory, ignore=left_out)
    return directory


def next_release(directory):
    """The checkout after that one."""
    release(directory)
    migrations = directory / "leads" / "migrations"
    newest = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "9999_next_release.py").write_text(MIGRATION.format(newest=newest), encoding="utf-8")
    _change(directory / "leads" / "models" / "enquiry.py", "    objects = EnquiryQuerySet.as_manager()\n", FIELD)
    _change(directory / "templates" / "pages" / "home.html", WORD, NEXT_WORD)
    with (directory / "leads" / "jobs.py").open("a", encoding="utf-8") as jobs:
        jobs.write(JOBS)
    return directory


def _change(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (path, before)
    path.write_text(text.replace(before, after), encoding="utf-8")
