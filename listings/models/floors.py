"""Which floor a listing is on, as staff write it: 1 层, 2–3 层, 首层, 地下一层."""

import re

_NUMBER = "0-9一二三四五六七八九十"
_BELOW = re.compile("^(?:地下|负|[Bb]-?[0-9]|-)")
_GROUND = re.compile(f"首层|首楼|底层|底楼|整栋|独栋|全栋|(?:^|[^{_NUMBER}])[1一](?:[^{_NUMBER}.]|$)")
_ANY = re.compile(f"[{_NUMBER}]")


def is_ground(floor: str, *, is_single_storey: bool) -> bool | None:
    """Whether what stands on the floor stands on the ground, wholly or with a part; None where nobody can tell.

    The database has the same rule for what the finder looks through; a test holds the two against each other.
    """
    if _BELOW.match(floor):
        return False
    if _GROUND.search(floor):
        return True
    if _ANY.search(floor):
        return False
    return True if is_single_storey else None
