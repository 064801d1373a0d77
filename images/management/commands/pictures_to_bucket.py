"""`manage.py pictures_to_bucket`: what lies in MEDIA_ROOT is copied into the bucket; see docs/scaling.md."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from images import to_bucket
from images.files import BucketAway, bucket
from images.to_bucket import Copied

#: Names that are said of what could not be copied.
MOST_NAMED = 20


class Command(BaseCommand):
    help = "把磁盘上的图片和文件复制到存储桶并核对。磁盘上的都留着；可以反复运行，已有的不再复制。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="directory", type=Path, default=settings.MEDIA_ROOT, help="不是默认目录时")

    def handle(self, *, directory: Path, verbosity: int, **options: Any) -> None:
        store = bucket()
        if store is None:
            raise CommandError("没有设置存储桶：先在 .env 里写好 MEDIA_S3_ 开头的几行。")
        if not directory.is_dir():
            raise CommandError(f"没有 {directory}。")
        self._so_far = Copied()
        try:
            done = to_bucket.copy(directory, self._tell if verbosity > 1 else self._keep)
        except BucketAway as error:
            raise CommandError(
                f"存储桶 {store.bucket_name} 用不了：{error.strerror}。"
                f"已复制 {self._so_far.copied} 个，连上后再运行一次就接着做。"
            ) from error
        self._say(done)
        if done.missing or done.wrong:
            raise CommandError("有文件没有复制过去，见上。")

    def _keep(self, so_far: Copied) -> None:
        self._so_far = so_far

    def _tell(self, so_far: Copied) -> None:
        self._keep(so_far)
        self.stdout.write(f"已复制 {so_far.copied} 个，原来就有 {so_far.there} 个……")

    def _say(self, done: Copied) -> None:
        self.stdout.write(f"复制了 {done.copied} 个文件，原来就有 {done.there} 个，大小都已核对。")
        for names, what in ((done.missing, "磁盘上没有"), (done.wrong, "与上传时不同，没有复制")):
            if names:
                more = f" 等 {len(names)} 个" if len(names) > MOST_NAMED else ""
                self.stdout.write(f"{what}：{'、'.join(names[:MOST_NAMED])}{more}。")
