"""`manage.py let_in`: the way back in for whoever is locked out, the owner of the site included."""

from django.core.management.base import BaseCommand, CommandError

from staff import second_factor, throttle
from staff.models import User


class Command(BaseCommand):
    help = "解除登录限制，让一名员工重新进来。密码忘了另用 manage.py changepassword。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")
        parser.add_argument(
            "--remove-second-factor", action="store_true", help="手机和恢复码都丢了：解除这个账号的两步验证"
        )

    def handle(self, *, username, remove_second_factor, **options):
        try:
            user = User.objects.get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"没有用户名为 {username} 的员工。") from error
        if not (user.is_active and user.is_staff):
            raise CommandError(f"{username} 已停用，或者不是员工：先由管理员在员工页里恢复。")
        throttle.unlock_all()
        self.stdout.write("输错密码的限制已全部解除。")
        if remove_second_factor:
            removed = second_factor.remove(user)
            self.stdout.write(f"{username} 的两步验证已解除。" if removed else f"{username} 没有开启两步验证。")
        else:
            # Whoever typed wrong codes waits no longer either.
            user.totpdevice_set.update(throttling_failure_count=0, throttling_failure_timestamp=None)
