"""`manage.py export_enquiries --phone`: the copy of their own data that the privacy page promises to people."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from leads.models import Enquiry
from plumbing.phones import NotAPhone, parse

#: What a person gets of their own enquiries; what was thought of them as spam is not theirs.
FIELDS = [
    "receipt", "received_at", "kind", "need", "name", "company", "phone_typed", "phone", "extension", "other_phone",
    "wechat", "email", "industry", "area_typed", "area_unit", "area_m2", "clear_height_typed", "clear_height_m",
    "budget_typed", "budget_10k", "investment_typed", "investment_10k", "yearly_tax_typed", "yearly_tax_10k", "timing",
    "city__name", "zone__name", "city_text", "zone_text", "other_words", "consent_version", "consented_at",
    "third_party_consent", "source_path", "landing_path", "referrer", "user_agent", "address",
]  # fmt: skip


class Command(BaseCommand):
    help = "把某个已核实号码名下的全部询盘输出为 JSON，用于答复“请给我一份我的信息”。"

    def add_arguments(self, parser):
        parser.add_argument("--phone", required=True, help="已回拨核实的号码。")

    def handle(self, *, phone, **options):
        try:
            number = parse(phone).number
        except NotAPhone as error:
            raise CommandError(error.advice) from error
        theirs = Enquiry.objects.filter(Q(phone=number) | Q(other_phone=number))
        found = list(theirs.order_by("received_at").values(*FIELDS))
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
