"""`manage.py purge_enquiries`: erases personal data when the time is over that the privacy page allows for them."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads import erasure
from plumbing.phones import NotAPhone, parse


class Command(BaseCommand):
    help = "清除到期询盘的个人信息，保留统计；--phone、--email 清除某个已核实号码或邮箱的全部信息。"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列出会清除的回执号，不改动。")
        parser.add_argument("--yes", action="store_true", help="已核对系统时间和要清除的线索，照样清除。")
        parser.add_argument("--phone", help="号码的主人要求删除（已回拨核实）：清除这个号码的全部线索。")
        parser.add_argument("--email", help="同上，用于只留了邮箱的人（请对方用这个邮箱来信核实）。")

    def handle(self, *, dry_run, phone, email, yes, verbosity, **options):
        now = timezone.now()
        if not (phone or email or dry_run or yes) and (objection := erasure.objection(now)):
            raise CommandError(f"没有清除任何信息：{objection}用 --dry-run 查看，确认无误后加 --yes。")
        count = 0
        try:
            for lead in self._chosen(phone, email, now, dry_run):
                if verbosity > 1 or dry_run:
                    self.stdout.write(str(lead))
                count += 1
        except OSError as error:
            raise CommandError(f"没有清除完，{error.filename or '磁盘'} 写不进去：{error.strerror}。") from error
        self.stdout.write(f"{'将清除' if dry_run else '已清除'} {count} 条线索的个人信息。")

    def _chosen(self, phone, email, now, dry_run):
        """The leads to be erased; without `dry_run`, each is erased when it comes out of the iterator."""
        if not (phone or email):
            return erasure.due(now).order_by("pk") if dry_run else erasure.erase_due(now)
        try:
            known_by = parse(phone).number if phone else email.strip()
        except NotAPhone as error:
            raise CommandError(error.advice) from error
        return erasure.of_person(known_by) if dry_run else erasure.erase_person(known_by)
