"""How far each member of staff has read what they are to hear of, and whether it is mailed to them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0029_second_phone_is_of_a_contact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inbox",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="inbox",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="员工",
                    ),
                ),
                ("read_until", models.DateTimeField(default=django.utils.timezone.now, verbose_name="看到")),
                ("mailed_until", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发到")),
                ("briefed_at", models.DateTimeField(null=True, verbose_name="上次晨报")),
                ("is_mailed", models.BooleanField(default=True, verbose_name="有新消息时发邮件给我")),
                ("is_mailed_at_night", models.BooleanField(default=False, verbose_name="20:00 到 8:30 也发")),
                ("has_briefing", models.BooleanField(default=True, verbose_name="工作日 8:30 发晨报")),
            ],
            options={"verbose_name": "收件箱", "verbose_name_plural": "收件箱", "default_permissions": ()},
        ),
    ]
