"""`manage.py backup`: now what the worker does at night."""

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from backups import making
from backups.programs import BackupError


class Command(BaseCommand):
    help = "把数据库、上传文件、私密附件、暂存询盘和密钥备份成一个文件，核对后保存；网站照常运行。"

    def handle(self, **options):
        try:
            backup = making.make()
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已备份：{backup.path}（{filesizeformat(backup.size)}）。")
        if not making.has_copy(backup):
            self.stderr.write("没有复制到第二个位置（BACKUP_COPY_DIR），请检查那块磁盘。")
