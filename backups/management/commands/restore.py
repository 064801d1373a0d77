"""`manage.py restore FILE`: the site as it was when the backup was made, migrated to this release."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from backups import archive
from backups.programs import BackupError
from backups.restoring import restore


class Command(BaseCommand):
    help = "用备份文件恢复数据库、上传文件、私密附件、暂存询盘和密钥。先停下网站和 worker。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="manage.py backup 做的文件")
        parser.add_argument("--yes", action="store_true", help="数据库里已有内容时，用备份代替")

    def handle(self, *, file, yes, **options):
        try:
            counts = restore(file, overwrite=yes)
        except BackupError as error:
            raise CommandError(str(error)) from error
        summary = "，".join(f"{name} {count}" for name, count in counts.items())
        if name := archive.manifest(file).get("bucket"):
            self.stdout.write(f"图片不在这份备份里，在存储桶 {name}：缺的要从它的历史版本里找回。")
        self.stdout.write(f"已恢复：{summary}。请启动网站和 worker。")
