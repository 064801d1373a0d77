"""How long a lead stays its owner's whom nobody contacts, and until when a manager lets it stay whatever happens."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0019_sales_rules"),
        ("zones", "0005_taken_city_slugs"),
    ]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="exempt_until",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="保护豁免到"),
        ),
        migrations.AddField(
            model_name="salesrules",
            name="promise_days",
            field=models.PositiveSmallIntegerField(
                db_default=10,
                default=10,
                help_text="约了下次跟进的，等到约定的下一个工作日再收回；但保护期到后最多再等这么多个工作日。",
                validators=[django.core.validators.MaxValueValidator(250)],
                verbose_name="约定最多再延（工作日）",
            ),
        ),
        migrations.AddField(
            model_name="salesrules",
            name="protection_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="这么多个工作日没有联系（电话、微信、带看）也没有改阶段的线索，提前两个工作日提醒，然后收回公共池。签约以后的不收回。留空不收回。",
                null=True,
                validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(250)],
                verbose_name="保护期（工作日）",
            ),
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
        migrations.AddConstraint(
            model_name="salesrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("protection_days__gt", 2)), name="protection_is_longer_than_its_warning"
            ),
        ),
    ]
