"""`manage.py backup`: now what the worker does at night."""

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from backups import making
from backups.programs import BackupError
from backups.proving import prove
from images.files import bucket


class Command(BaseCommand):
    help = "把数据库、上传文件、私密附件、暂存询盘和密钥备份成一个文件，并恢复到临时数据库验证；网站照常运行。"

    def handle(self, **options):
        try:
            backup = making.make()
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已备份：{backup.path}（{filesizeformat(backup.size)}）。")
        if not making.has_copy(backup):
            self.stderr.write("没有复制到第二个位置（BACKUP_COPY_DIR），请检查那块磁盘。")
        if store := bucket():
            self.stdout.write(f"图片在存储桶 {store.bucket_name} 里，不在这份备份中：请在存储服务那里打开版本控制。")
        proof = prove(backup.path)
        if proof.problem:
            self.stderr.write(f"备份已保存，但没有通过恢复验证：{proof.problem}")
        else:
            self.stdout.write(
                f"已验证：恢复到临时数据库，{proof.tables} 张表 {proof.rows} 行、{proof.pictures} 张图片与备份时一致。"
            )
