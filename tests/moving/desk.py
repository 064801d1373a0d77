"""A small invented site that its owner moves in by the pages; the worker is called by hand."""

import re
from pathlib import Path

from moving import jobs
from moving.models import OldSite, Step
from tests import builders
from tests.moving.in_memory import picture
from tests.moving.zblog_files import OldSite as ZBlog

MOVES = "/admin/moving/oldsite/"


def small_site():
    """Three stories, two in a category that names a section, one in one that names none; one shows a picture."""
    site = ZBlog(ZC_BLOG_HOST="|".join("http://old.example/"), ZC_BLOG_NAME="示例旧站")
    site.add("category", Name="园区动态")
    site.add("category", Name="杂谈")
    site.add("tag", Name="新能源")
    image = '<p>示例园区开工。<img src="{#ZC_BLOG_HOST#}zb_users/upload/2024/09/a.jpg"></p><script>alert(1)</script>'
    site.post("示例园区开工", image, CateID=1, Tag="{1}")
    site.post("第二批厂房交付", "<p>第二批标准厂房交付使用，可以看房。</p>", CateID=1)
    site.post("随笔", "<p>随手写的一篇。</p>", CateID=2)
    site.add("comment", Name="访客", Email="a@b.example", IP="1.2.3.4", Content="好")
    return site


def put_into(folder: Path, old, name="old.db"):
    """The old site as it is now lies in the folder under that name, with its uploads."""
    (folder / name).unlink(missing_ok=True)
    old.sqlite(folder / name)
    uploads = folder / "upload" / "2024" / "09"
    uploads.mkdir(parents=True, exist_ok=True)
    (uploads / "a.jpg").write_bytes(picture())
    return name


def new_city():
    """A city on a host of its own, with the sections that the proposals know."""
    builders.portal()
    for slug, name in (("dongtai", "动态"), ("yuanqu", "园区")):
        builders.section(slug, name)
    return builders.city(name="示例市", slug="shili", host="new.example")


def begun(desk, city, name, **fields):
    """The site whose form was sent; its look waits for the worker."""
    values = {"program": "zblog", "city": city.pk, "source": name, "uploads": "upload", "host": "http://old.example/"}
    answer = desk.post(f"{MOVES}new/", {**values, **fields})
    assert answer.status_code == 302, re.findall(r"errorlist.*", answer.content.decode())
    return OldSite.objects.latest("pk")


def worked(site):
    """The newest step, after the worker was at it until its end."""
    step = Step.objects.filter(site=site).first()
    jobs.take_step(step.pk)
    step.refresh_from_db()
    return step


def taken(desk, site, kind):
    """A step that a button began, at its end."""
    desk.post(f"{MOVES}{site.pk}/start/{kind}/")
    return worked(site)


def decided(desk, site):
    """Everything by its proposal, and what has none is left out."""
    desk.post(f"{MOVES}{site.pk}/map/accept/")
    page = desk.get(f"{MOVES}{site.pk}/map/?tab=category").content.decode()
    number = re.search(r'name="(\d+)-id" value="2"', page)[1]
    desk.post(f"{MOVES}{site.pk}/map/?tab=category", {f"{number}-id": "2", f"{number}-leaves_out": "是"})


def retitle(article, user, title, *, is_published):
    """Somebody's edit, that is public at once or waits as a draft."""
    article.title = title
    if is_published:
        article.save()
        article.record(user, "改")
    else:
        article.keep_draft(user, "改", article.content())
