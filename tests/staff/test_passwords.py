"""What is refused as a password."""

import re

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from staff.models import User

ZHANG = User(username="zhangsan", last_name="张", first_name="小三", email="sales@example.com")


@pytest.mark.parametrize(
    "password",
    [
        "zhangsanzhangsan",
        "ZhangSan-zhangsan!!",
        "zhangsan2026zhangsan",
        "nasgnahznasgnahz",
        "张小三张小三张小三张小三",
        "sales@example.comsales",
        "salessalessales1",
    ],
)
def test_a_name_again_and_again_is_no_password(password):
    with pytest.raises(ValidationError, match="重复"):
        validate_password(password, ZHANG)


@pytest.mark.parametrize("password", ["chang-mima-2026", "li-jiang-gu-cheng", "zhangsan-qu-le-dali-kan-hua"])
def test_a_password_of_its_own_words_is_one_also_with_a_name_in_it(password):
    validate_password(password, ZHANG)
    validate_password(password, User(username="li"))
    validate_password(password)


@pytest.mark.parametrize("validator", get_default_password_validators(), ids=lambda each: type(each).__name__)
def test_what_is_wrong_with_a_password_is_said_in_chinese(validator):
    said = [validator.get_help_text()]
    for password in ("1234", "password", "zhangsan", "zhangsan123"):
        try:
            validator.validate(password, User(username="zhangsan"))
        except ValidationError as error:
            said += error.messages
    assert len(said) > 1
    assert not [each for each in said if re.search("[a-zA-Z]", each)]
