"""Slips in the domain of a mail address: qq.con where qq.com was meant."""

#: Where people here have their mail, most often first.
DOMAINS = (
    *("qq.com", "163.com", "126.com", "foxmail.com", "gmail.com", "outlook.com", "hotmail.com", "sina.com", "sina.cn"),
    *("sohu.com", "yeah.net", "aliyun.com", "icloud.com", "139.com", "189.cn", "vip.qq.com", "vip.163.com", "live.com"),
    *("yahoo.com", "msn.com", "188.com", "21cn.com", "me.com", "live.cn", "outlook.cn", "yahoo.com.cn", "263.net"),
)


def domain_meant(address: str) -> str:
    """The well-known domain that one slip (a letter wrong, missing, too many, swapped) made another; "" for none."""
    domain = address.rpartition("@")[2].lower()
    if domain in DOMAINS:
        return ""
    return next((known for known in DOMAINS if _is_one_slip(domain, known)), "")


def _is_one_slip(typed: str, meant: str) -> bool:
    start = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    rest, right = typed[start:], meant[start:]
    return rest[1:] == right or rest == right[1:] or rest[1:] == right[1:] or rest[:2][::-1] + rest[2:] == right
