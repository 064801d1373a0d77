"""What was recommended to a lead, shown to it or signed for, and what of it was corrected."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_index_of_listing"), ("listings", "0004_indexes")]

    operations = [
        migrations.AddField(
            "leadevent",
            "listing",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="listings.listing",
                verbose_name="房源",
            ),
        ),
        migrations.AlterField(
            "leadevent",
            "kind",
            models.CharField(
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
    ]
