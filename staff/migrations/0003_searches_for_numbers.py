"""Searches for numbers stand in the record as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_roles")]

    operations = [
        migrations.AlterField(
            "signinevent",
            "kind",
            models.CharField(
                choices=[
                    ("signed_in", "登录"),
                    ("code", "验证码通过"),
                    ("recovery", "用了恢复码"),
                    ("trusted", "可信设备免验证码"),
                    ("signed_out", "退出"),
                    ("wrong_password", "密码不对"),
                    ("wrong_code", "验证码不对"),
                    ("locked", "次数太多，暂停登录"),
                    ("refused", "没有权限"),
                    ("enrolled", "开启两步验证"),
                    ("removed", "关闭两步验证"),
                    ("new_codes", "换了恢复码"),
                    ("distrusted", "撤销可信设备"),
                    ("searched", "按号码查客户"),
                ],
                max_length=20,
                verbose_name="事件",
            ),
        )
    ]
