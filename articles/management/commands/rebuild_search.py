"""`manage.py rebuild_search`: make the search index anew, after a restore or when the way text is cut has changed."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.models import ArticleSearchQueue
from articles.search.queue import drain, queue_all


class Command(BaseCommand):
    help = "重建搜索索引：全部文章重新排队，最新的先做。中断后加 --resume 接着做；期间搜索照常可用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resume", action="store_true", help="只做还没做完的。")

    def handle(self, *args: Any, resume: bool, verbosity: int, **options: Any) -> None:
        if not resume:
            queue_all()
        total = ArticleSearchQueue.objects.values("article_id").distinct().count()
        done, started = 0, time.monotonic()
        while batch := drain():
            done += batch
            if verbosity:
                speed = done / (time.monotonic() - started)
                self.stdout.write(f"{done}/{max(total, done)}  {speed:.0f} 篇/秒")
        if verbosity:
            left = ArticleSearchQueue.objects.count()
            self.stdout.write(
                f"完成：{done} 篇。" + (f"还有 {left} 条正被编辑占用，由后台任务接着做。" if left else "")
            )
