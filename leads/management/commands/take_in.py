"""`manage.py take_in`: takes in the spool now, for an administrator who has repaired what was in its way."""

from django.core.management.base import BaseCommand

from leads import intake, spool


class Command(BaseCommand):
    help = "把暂存的询盘写入数据库，包括此前搁置的；入不了库的说出原因，仍旧保留。"

    def handle(self, **options):
        spool.put_back()
        self.stdout.write(f"入库 {spool.take_in(intake.store)} 条。")
        depth = spool.depth()
        if depth.waiting or depth.aside:
            self.stdout.write(f"还有 {depth.waiting} 条等数据库，{depth.aside} 条搁置在 {spool.aside()}，原因见上。")
