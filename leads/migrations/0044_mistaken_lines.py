"""Lines that name others as mistaken, and the indexes by which these are found, and calls by their moment."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0043_index_of_talks")]

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
                    ("mistaken", "误记"),
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
        AddIndexConcurrently(
            "leadevent",
            models.Index("at", name="lead_event_of_calls", condition=Q(kind="call"), include=["lead", "actor"]),
        ),
        AddIndexConcurrently(
            "leadevent", models.Index("lead", name="lead_event_of_mistakes", condition=Q(kind="mistaken"))
        ),
    ]
