"""The people of a lead, with their numbers and WeChat ids."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("leads", "0024_old_lists")]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="称呼")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("boss", "老板"),
                            ("office", "行政"),
                            ("clerk", "经办"),
                            ("broker", "中介"),
                            ("other", "其他"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                ("is_main", models.BooleanField(db_default=False, default=False, verbose_name="主联系人")),
                ("version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系人",
                "verbose_name_plural": "联系人",
                "ordering": ["-is_main", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(is_main=True), fields=("lead",), name="contact_of_a_lead_is_main_once"
                    ),
                    models.CheckConstraint(condition=~Q(name=""), name="contact_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(role__in=["", "boss", "office", "clerk", "broker", "other"]),
                        name="contact_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactWay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("phone", "电话"), ("wechat", "微信")], max_length=6, verbose_name="方式"
                    ),
                ),
                ("value", models.CharField(max_length=40, verbose_name="号码")),
                (
                    "extension",
                    models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="分机"),
                ),
                ("is_main", models.BooleanField(db_default=False, default=False, verbose_name="首选")),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ways",
                        to="leads.contact",
                        verbose_name="联系人",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系方式",
                "verbose_name_plural": "联系方式",
                "ordering": ["kind", "-is_main", "pk"],
                "default_permissions": (),
                "indexes": [models.Index(Upper("value"), name="contact_way_of_value")],
                "constraints": [
                    models.UniqueConstraint(
                        "contact", "kind", Upper("value"), "extension", name="contact_way_is_there_once"
                    ),
                    models.UniqueConstraint(
                        condition=Q(is_main=True),
                        fields=("contact", "kind"),
                        name="contact_way_of_a_kind_is_main_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind="phone", value__regex=r"^\+[1-9][0-9]{5,14}$")
                        | Q(kind="wechat", extension="") & ~Q(value=""),
                        name="contact_way_can_be_used",
                    ),
                ],
            },
        ),
    ]
