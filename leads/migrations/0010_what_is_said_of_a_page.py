"""Who complains may leave a mail address instead of a phone, and who points out a mistake neither.

Rows that are there are looked at by the next migration.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0009_second_phones_are_e164")]

    operations = [
        migrations.AlterModelOptions(
            name="complaint",
            options={
                "default_permissions": ("view", "change"),
                "verbose_name": "投诉与纠错",
                "verbose_name_plural": "投诉与纠错",
            },
        ),
        migrations.RemoveConstraint(
            model_name="enquiry",
            name="enquiry_can_be_answered",
        ),
        migrations.RemoveConstraint(
            model_name="enquiry",
            name="enquiry_from_the_form_has_phone_and_consent",
        ),
        migrations.RemoveConstraint(
            model_name="enquiry",
            name="enquiry_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="lead",
            name="lead_kind_is_known",
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invest", "招商入驻"),
                    ("rent", "租厂房"),
                    ("buy", "买厂房"),
                    ("land", "土地"),
                    ("office", "写字楼"),
                    ("other", "其他"),
                    ("complaint", "侵权投诉"),
                    ("correction", "信息有误"),
                ],
                max_length=10,
                verbose_name="需求类型",
            ),
        ),
        migrations.AlterField(
            model_name="lead",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invest", "招商入驻"),
                    ("rent", "租厂房"),
                    ("buy", "买厂房"),
                    ("land", "土地"),
                    ("office", "写字楼"),
                    ("other", "其他"),
                    ("complaint", "侵权投诉"),
                    ("correction", "信息有误"),
                ],
                max_length=10,
                verbose_name="需求类型",
            ),
        ),
        AddConstraintNotValid(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone", ""), ("wechat", ""), _negated=True),
                    ("erased_at__isnull", False),
                    models.Q(("kind", "complaint"), models.Q(("email", ""), _negated=True)),
                    ("kind", "correction"),
                    _connector="OR",
                ),
                name="enquiry_can_be_answered",
            ),
        ),
        AddConstraintNotValid(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "form"), _negated=True),
                    ("erased_at__isnull", False),
                    models.Q(
                        ("consent_basis", "form"),
                        ("consent_sha256__regex", "^[0-9a-f]{64}$"),
                        models.Q(("consent_version", ""), _negated=True),
                        models.Q(
                            models.Q(("phone", ""), _negated=True),
                            models.Q(("kind__in", ["complaint", "correction"]), models.Q(("email", ""), _negated=True)),
                            _connector="OR",
                        ),
                    ),
                    models.Q(("email", ""), ("kind", "correction"), ("phone", "")),
                    _connector="OR",
                ),
                name="enquiry_from_the_form_has_contact_and_consent",
            ),
        ),
        AddConstraintNotValid(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["invest", "rent", "buy", "land", "office", "other", "complaint", "correction"])
                ),
                name="enquiry_kind_is_known",
            ),
        ),
        AddConstraintNotValid(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["invest", "rent", "buy", "land", "office", "other", "complaint", "correction"])
                ),
                name="lead_kind_is_known",
            ),
        ),
    ]
