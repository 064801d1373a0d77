"""What was handed over to zones, leads without a day, and that the constraints of before hold for all rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

from staff.roles import SALES_MANAGER, allow


def allow_reading(apps, schema_editor):
    allow(apps, SALES_MANAGER, "leads", "disclosure", ["view"])


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0038_roles_and_duties"),
        ("listings", "0009_stock_import_headings"),
        ("staff", "0002_roles"),
        ("zones", "0005_taken_city_slugs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="is_undated",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="日期不详"),
        ),
        ValidateConstraint("channel", "channel_address_fits_its_kind"),
        ValidateConstraint("contact", "contact_role_is_known"),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("organisation", models.CharField(max_length=100, verbose_name="接收单位")),
                ("recipient", models.CharField(max_length=40, verbose_name="接收人")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("wechat", "微信"),
                            ("mail", "邮件"),
                            ("paper", "打印件"),
                            ("phone", "电话口述"),
                            ("visit", "当面"),
                        ],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("contact", "联系人与号码"),
                                ("company", "公司"),
                                ("need", "需求"),
                                ("files", "附件"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                        verbose_name="内容",
                    ),
                ),
                ("data", models.JSONField(default=list, verbose_name="移交的信息")),
                (
                    "basis",
                    models.CharField(
                        choices=[("form", "在表单中勾选同意"), ("spoken", "口头同意"), ("initiated", "对方主动联系")],
                        max_length=10,
                        verbose_name="同意依据",
                    ),
                ),
                ("consent_version", models.CharField(blank=True, max_length=20, verbose_name="同意文本版本")),
                ("consented_at", models.DateTimeField(verbose_name="同意时间")),
                ("words", models.TextField(blank=True, verbose_name="同意的原话")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="个人信息清除时间")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="通知对方删除")),
            ],
            options={
                "verbose_name": "移交园区",
                "verbose_name_plural": "移交园区",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view",),
            },
        ),
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
                    ("disclosed", "移交园区"),
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
        migrations.AddField(
            model_name="disclosure",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disclosures",
                to="leads.lead",
                verbose_name="线索",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="listing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="listings.listing",
                verbose_name="房源",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="told_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="通知人",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="zone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="zones.zone", verbose_name="园区"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(condition=models.Q(("fields__len__gt", 0)), name="disclosure_says_what"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation", ""), _negated=True), models.Q(("recipient", ""), _negated=True)
                ),
                name="disclosure_says_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "form"), models.Q(("consent_version", ""), _negated=True)),
                    models.Q(
                        ("basis", "spoken"),
                        models.Q(models.Q(("words", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="disclosure_rests_on_a_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at__isnull", True), models.Q(("data", []), ("words", "")), _connector="OR"),
                name="disclosure_erased_holds_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at__isnull", True), ("told_by__isnull", True)),
                    models.Q(("told_at__isnull", False), ("told_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_is_told_by_somebody",
            ),
        ),
        migrations.RunPython(allow_reading, migrations.RunPython.noop),
    ]
