"""What was agreed when leads were signed, the list of why they are given up, and companies as they are compared."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import leads.credit_codes
from staff.roles import SALES, SALES_MANAGER, allow

#: [(name, for which end, whether words are asked for as well)], in their order.
REASONS = [
    ("价格超预算", "lost", False),
    ("面积不合适", "lost", False),
    ("层高、荷载等条件不合适", "lost", False),
    ("位置或交通不合适", "lost", False),
    ("环评过不了", "lost", False),
    ("政策没谈拢", "lost", False),
    ("选了别的园区", "lost", False),
    ("项目暂缓", "lost", False),
    ("项目取消", "lost", False),
    ("空号、错号", "invalid", False),
    ("不是本人，没有需求", "invalid", False),
    ("同行打探", "invalid", False),
    ("推销、广告", "invalid", False),
    ("重复提交", "invalid", False),
    ("求职、找工作", "invalid", False),
    ("一直联系不上", "both", False),
    ("其他", "both", True),
]


def add_reasons(apps, schema_editor):
    reasons = apps.get_model("leads", "LossReason").objects
    for place, (name, used_for, needs_words) in enumerate(REASONS, start=1):
        reasons.create(name=name, used_for=used_for, needs_words=needs_words, order=10 * place)
    allow(apps, SALES, "leads", "lossreason", ["view"])
    allow(apps, SALES_MANAGER, "leads", "lossreason", ["view", "add", "change", "delete"])


def _sum(label):
    return models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0033_appointments"),
        ("listings", "0009_stock_import_headings"),
        ("staff", "0002_roles"),
        ("zones", "0005_taken_city_slugs"),
    ]

    operations = [
        migrations.CreateModel(
            name="LossReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="原因")),
                (
                    "used_for",
                    models.CharField(
                        choices=[("lost", "流失"), ("invalid", "无效"), ("both", "流失和无效")],
                        default="lost",
                        max_length=8,
                        verbose_name="用于",
                    ),
                ),
                (
                    "needs_words",
                    models.BooleanField(
                        default=False,
                        help_text="勾选后，选它的人还要写几个字，例如“其他”。不勾选，写不写都行。",
                        verbose_name="要写明",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(default=100, help_text="小的在前。", verbose_name="排序"),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="停用后表单里不再出现，已经选它的线索和报表照旧。",
                        verbose_name="使用中",
                    ),
                ),
            ],
            options={
                "verbose_name": "流失与无效原因",
                "verbose_name_plural": "流失与无效原因",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(name=""), name="loss_reason_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(used_for__in=["lost", "invalid", "both"]), name="loss_reason_use_is_known"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "lead",
            "loss_reason",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="leads.lossreason",
                verbose_name="原因",
            ),
        ),
        migrations.AddField("lead", "company_key", models.CharField(editable=False, max_length=100, null=True)),
        migrations.AddField(
            "lead",
            "credit_code",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="营业执照上的 18 位，可不填。同一家公司的线索按它和公司名称认。",
                max_length=18,
                validators=[leads.credit_codes.validate],
                verbose_name="统一社会信用代码",
            ),
        ),
        migrations.CreateModel(
            name="Signing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_typed", models.CharField(blank=True, max_length=40, verbose_name="面积（原文）")),
                ("area_m2", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="面积（㎡）")),
                ("price", models.CharField(blank=True, max_length=60, verbose_name="价格")),
                ("term", models.CharField(blank=True, max_length=40, verbose_name="期限")),
                ("investment_typed", models.CharField(blank=True, max_length=60, verbose_name="投资额（原文）")),
                ("investment_10k", _sum("投资额（万元）")),
                ("yearly_tax_typed", models.CharField(blank=True, max_length=60, verbose_name="年税收（原文）")),
                ("yearly_tax_10k", _sum("年税收（万元）")),
                ("signed_on", models.DateField(verbose_name="签约日期")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="落户日期")),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="第几版")),
                (
                    "lead",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signings",
                        to="listings.listing",
                        verbose_name="房源",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signings",
                        to="zones.zone",
                        verbose_name="园区",
                    ),
                ),
            ],
            options={
                "verbose_name": "签约内容",
                "verbose_name_plural": "签约内容",
                "default_permissions": (),
                "indexes": [models.Index("signed_on", name="signing_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=Q(area_m2__gt=0), name="signing_is_for_an_area"),
                    models.CheckConstraint(
                        condition=(Q(investment_10k=None) | Q(investment_10k__gte=0))
                        & (Q(yearly_tax_10k=None) | Q(yearly_tax_10k__gte=0)),
                        name="signing_sums_are_not_below_zero",
                    ),
                    models.CheckConstraint(
                        condition=Q(settled_on=None) | Q(settled_on__gte=F("signed_on")),
                        name="signing_comes_before_settling",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_reasons, migrations.RunPython.noop),
    ]
