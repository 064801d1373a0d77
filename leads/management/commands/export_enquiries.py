"""`manage.py export_enquiries`: the copy of their own data that the privacy page promises to people."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from leads import personal_data
from plumbing.phones import NotAPhone, parse


class Command(BaseCommand):
    help = "把某个已核实号码或邮箱名下的全部询盘和联系人记录输出为 JSON，用于答复“请给我一份我的信息”。"

    def add_arguments(self, parser):
        known_by = parser.add_mutually_exclusive_group(required=True)
        known_by.add_argument("--phone", help="已回拨核实的号码。")
        known_by.add_argument("--email", help="只留了邮箱的人的邮箱，对方已用它来信核实。")

    def handle(self, *, phone, email, **options):
        try:
            known_by = parse(phone).number if phone else email.strip()
        except NotAPhone as error:
            raise CommandError(error.advice) from error
        found = personal_data.copy_of(known_by)
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
