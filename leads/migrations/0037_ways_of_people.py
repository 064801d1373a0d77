"""By which way each member of staff is sent what is new to them, and the owner's application of 企业微信."""

import django.core.validators
import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("leads", "0036_saved_filters")]

    operations = [
        migrations.AlterField(
            "channel",
            "kind",
            models.CharField(
                "方式",
                max_length=10,
                choices=[
                    ("email", "邮件"),
                    ("wecom", "企业微信群机器人"),
                    ("app", "企业微信应用（发给个人）"),
                    ("dingtalk", "钉钉群机器人"),
                    ("feishu", "飞书群机器人"),
                    ("webhook", "签名回调"),
                ],
            ),
        ),
        migrations.AlterField(
            "channel",
            "target",
            models.CharField(
                "地址",
                max_length=500,
                help_text="邮箱，群机器人、回调的 https 地址，或应用的“企业 ID/AgentId”。保存后只显示结尾。",
            ),
        ),
        migrations.AlterField(
            "channel",
            "secret",
            models.CharField(
                "密钥",
                max_length=200,
                blank=True,
                help_text="加签密钥，或应用的 Secret；保存后不再显示，留空表示不改。",
            ),
        ),
        migrations.RemoveConstraint("channel", "channel_address_fits_its_kind"),
        AddConstraintNotValid(
            "channel",
            models.CheckConstraint(
                name="channel_address_fits_its_kind",
                condition=Q(kind="email", target__contains="@")
                | Q(kind="app", target__regex=r"^[A-Za-z0-9_-]{6,64}/[0-9]{1,12}$", city__isnull=True)
                | ~Q(kind__in=["email", "app"]) & Q(target__startswith="https://"),
            ),
        ),
        migrations.AlterField("inbox", "is_mailed", models.BooleanField("有新消息时发给我", default=True)),
        migrations.AddField(
            "inbox",
            "way",
            models.CharField(
                "发到哪里",
                max_length=10,
                choices=[
                    ("mail", "邮件"),
                    ("app", "企业微信（发给我个人）"),
                    ("robot", "企业微信群里 @我"),
                    ("none", "都不发，只在这里看"),
                ],
                default="mail",
                db_default="mail",
            ),
        ),
        migrations.AddField(
            "inbox",
            "member",
            models.CharField(
                "企业微信账号",
                max_length=64,
                blank=True,
                default="",
                db_default="",
                validators=[
                    django.core.validators.RegexValidator(
                        r"^[A-Za-z0-9_.@-]+$", "企业微信账号只有字母、数字和 _ - . @。"
                    )
                ],
                help_text="通讯录里的“账号”，不是微信号；不清楚问企业微信的管理员。",
            ),
        ),
        migrations.AddField(
            "inbox",
            "robot",
            models.ForeignKey(
                "leads.Channel",
                django.db.models.deletion.SET_NULL,
                null=True,
                blank=True,
                related_name="+",
                verbose_name="哪个群",
                db_index=False,
                help_text="通知渠道里您城市的企业微信群机器人。",
            ),
        ),
        migrations.AddField(
            "inbox",
            "mobile",
            models.CharField(
                "群里的手机号",
                max_length=11,
                blank=True,
                default="",
                db_default="",
                validators=[django.core.validators.RegexValidator(r"^1[3-9][0-9]{9}$", "请填 11 位手机号。")],
                help_text="您登记在企业微信的手机号，按它 @您。",
            ),
        ),
        migrations.AddField(
            "inbox",
            "fault",
            models.CharField("没有送到", max_length=300, blank=True, default="", db_default="", editable=False),
        ),
        migrations.AddField("inbox", "fault_at", models.DateTimeField("从", null=True, blank=True, editable=False)),
    ]
