"""Appointments to show places, with the places; and the lines that timelines have about them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0032_privacy_requests"),
        ("listings", "0009_stock_import_headings"),
        ("zones", "0005_taken_city_slugs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="leadevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "收到询盘"),
                    ("resubmitted", "再次提交"),
                    ("call", "电话"),
                    ("wechat", "微信"),
                    ("visit", "带看考察"),
                    ("appointed", "约看"),
                    ("visit_soon", "约看提醒"),
                    ("note", "备注"),
                    ("file", "附件"),
                    ("corrected", "更正"),
                    ("stage", "阶段"),
                    ("owner", "负责人"),
                    ("reminded", "催办"),
                    ("expiring", "保护期提醒"),
                    ("exempted", "保护期豁免"),
                    ("follow_up", "约定跟进"),
                    ("revealed", "查看电话"),
                    ("released", "解除疑似"),
                    ("consented", "同意转给园区"),
                    ("recommended", "推荐"),
                    ("unsuitable", "不合适"),
                    ("merged", "合并"),
                    ("erased", "清除个人信息"),
                    ("answered", "答复投诉"),
                    ("answer_sent", "答复已发出"),
                    ("answer_lost", "答复没有发出"),
                    ("dismissed", "投诉不成立"),
                ],
                max_length=12,
                verbose_name="类型",
            ),
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="约于")),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("visitors", models.CharField(blank=True, max_length=200, verbose_name="谁来")),
                ("meeting_point", models.CharField(blank=True, max_length=200, verbose_name="在哪里碰头")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "已约"),
                            ("moved", "已改期"),
                            ("done", "已看"),
                            ("no_show", "客户没来"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="改过几次")),
                ("reminded_for", models.DateTimeField(editable=False, null=True, verbose_name="提醒过")),
                ("liked", models.CharField(blank=True, max_length=2000, verbose_name="看中什么")),
                ("objections", models.CharField(blank=True, max_length=2000, verbose_name="顾虑什么")),
                ("next_step", models.CharField(blank=True, max_length=200, verbose_name="下一步")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="约的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "约看",
                "verbose_name_plural": "约看",
                "ordering": ["starts_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AppointmentPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was_seen", models.BooleanField(null=True, verbose_name="看了")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="leads.appointment",
                        verbose_name="约看",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="listings.listing",
                        verbose_name="房源",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="zones.zone",
                        verbose_name="园区",
                    ),
                ),
            ],
            options={
                "verbose_name": "看哪里",
                "verbose_name_plural": "看哪里",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "moved", "done", "no_show", "cancelled"])),
                name="appointment_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentplace",
            constraint=models.UniqueConstraint(
                models.F("appointment"),
                models.F("zone"),
                models.F("listing"),
                name="appointment_names_a_place_once",
                nulls_distinct=False,
            ),
        ),
    ]
