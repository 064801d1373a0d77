"""`manage.py load_demo`: the invented content that shows every page and state of a fresh site."""

import unicodedata

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import Article
from demo import loading
from zones.models import City, Zone


class Command(BaseCommand):
    help = "载入示例内容（全部虚构并标明“示例”）：城市、园区、文章、图片和员工账号。重复运行不会重复载入。"

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="数据库里已有其他内容时也载入，不改动已有内容")

    def handle(self, *, force, **options):
        if Article.objects.filter(licence_note=loading.LICENCE_NOTE).exists():
            self.stdout.write("示例内容以前已经载入，这次没有改动。")
            return
        if not force and any(model.objects.exists() for model in (Article, City, Zone)):
            raise CommandError(
                "数据库里已有其他内容，没有载入示例。确实要加入示例，请运行 manage.py load_demo --force。"
            )
        self.report(loading.load(timezone.now()))

    def report(self, accounts):
        """The log-ins, this one time: passwords are kept only as hashes."""
        self.stdout.write("\n示例内容已载入。后台账号如下，密码只显示这一次，请记下或登录后修改：\n")
        for user, role, password in [("用户名", "角色", "密码"), *accounts]:
            name = user if isinstance(user, str) else user.username
            self.stdout.write(f"  {padded(name, 10)}{padded(role, 26)}{password or '（已有账号，密码未改）'}")


def padded(text, width):
    """The text with spaces up to `width` columns, a Han character taking two."""
    columns = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * (width - columns)
