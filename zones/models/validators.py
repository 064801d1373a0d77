"""Validators of the map's fields, with their messages."""

from django.core.validators import RegexValidator
from django.db import models

host_validator = RegexValidator(
    r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", "只写域名，例如 jinan.example.com，不带 http://、端口和斜杠。"
)

phone_validator = RegexValidator(
    r"^\+?[0-9][0-9 -]{5,19}$", "一个号码一行，只用数字、空格和短横线，例如 138-0000-0000。"
)

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
#: Addresses below /zones/ that are pages of ours: a city of that name would have none.
TAKEN = "compare"
taken_validator = RegexValidator(rf"^{TAKEN}$", "这个拼音是网站自己的地址，请换一个。", inverse_match=True)
slug_validator = RegexValidator(SLUG, "只用小写拼音、数字和短横线，例如 gaoxin-qu。")


def slug_constraint(name: str) -> models.CheckConstraint:
    """That a row's slug makes an address: every page that lists the row links to it."""
    return models.CheckConstraint(name=name, condition=models.Q(slug__regex=SLUG))
