"""`manage.py export_enquiries`: the copy of their own data that the privacy page promises to people."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from leads.models import ContactWay, Enquiry
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
    help = "把某个已核实号码或邮箱名下的全部询盘和联系人记录输出为 JSON，用于答复“请给我一份我的信息”。"

    def add_arguments(self, parser):
        known_by = parser.add_mutually_exclusive_group(required=True)
        known_by.add_argument("--phone", help="已回拨核实的号码。")
        known_by.add_argument("--email", help="只留了邮箱的人的邮箱，对方已用它来信核实。")

    def handle(self, *, phone, email, **options):
        try:
            number = parse(phone).number if phone else ""
        except NotAPhone as error:
            raise CommandError(error.advice) from error
        known_by = Q(phone=number) | Q(other_phone=number) if phone else Q(email__iexact=email.strip())
        theirs = Enquiry.objects.filter(known_by)
        found = {"enquiries": list(theirs.order_by("received_at").values(*FIELDS))}
        if phone:  # noted by staff, as somebody to be called about a lead
            ways = ContactWay.objects.filter(value__iexact=number).order_by("pk")
            found["contacts"] = list(ways.values("contact__name", "contact__role", "value", "extension"))
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
