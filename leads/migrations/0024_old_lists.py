"""Leads that come with old lists: what the way is called, and that such an import can be taken back as a whole."""

from django.db import migrations, models

# As before, and one deletion passes: that of leads.models' rows by old_lists.undoing, in its own transaction.
WRITTEN_ONCE = """
CREATE OR REPLACE FUNCTION leads_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('parkinfo.undoing', true) = 'on' THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND (
        current_setting('parkinfo.erasing', true) = 'on'
        OR to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION leads_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND (
        current_setting('parkinfo.erasing', true) = 'on'
        OR to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0023_indexes_of_the_report")]

    operations = [
        migrations.AlterField(
            "enquiry",
            "way",
            models.CharField(
                choices=[
                    ("form", "网站表单"),
                    ("call", "来电"),
                    ("wechat", "微信"),
                    ("visit", "来访"),
                    ("referral", "转介绍"),
                    ("import", "老名单"),
                ],
                max_length=10,
                verbose_name="渠道",
            ),
        ),
        migrations.RunSQL(WRITTEN_ONCE, BEFORE),
    ]
