"""The demo's staff: an account for each role, with random passwords that are shown once."""

import secrets

from django.contrib.auth.models import Group

from staff.models import Grant, User
from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER
from zones.models import City

#: Log-in name, family name, given name, role (None: administrator), city slug (None: everywhere).
PEOPLE = (
    ("admin", "示例", "管理员", None, None),
    ("writer", "示例", "撰稿人", WRITER, None),
    ("editor", "示例", "编辑", EDITOR, "jinan"),
    ("sales", "示例", "招商专员", SALES, "jinan"),
    ("manager", "示例", "招商主管", SALES_MANAGER, None),
)
#: Of passwords. They are read off a terminal and typed by hand: no l and 1, no 0 and O. 60 bits.
ALPHABET, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 12


def create_accounts(cities: dict[str, City]) -> list[tuple[User, str, str]]:
    """Creates the accounts that are missing.

    Returns all of them as (user, role in Chinese with its city, password); the password of an older account is empty.
    """
    accounts = []
    for username, family, given, role, slug in PEOPLE:
        user = User.objects.filter(username=username).first()
        password = ""
        if user is None:
            password = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            user = User(username=username, last_name=family, first_name=given, is_staff=True, is_superuser=role is None)
            user.set_password(password)
            user.save()
            if role:
                Grant.objects.create(user=user, role=Group.objects.get(name=role), city=cities[slug] if slug else None)
        scope = cities[slug].name if slug else "全部城市"
        accounts.append((user, f"{role}（{scope}）" if role else "管理员", password))
    return accounts
