"""Mail addresses whose domain is one slip away from a well-known one."""

import pytest

from plumbing.mail_slips import domain_meant


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("lin@qq.con", "qq.com"),
        ("lin@QQ.cm", "qq.com"),
        ("lin@qq.ocm", "qq.com"),
        ("lin@qqq.com", "qq.com"),
        ("lin@16.com", "163.com"),
        ("lin@gmial.com", "gmail.com"),
        ("lin@foxmail.co", "foxmail.com"),
        ("lin@qq.com", ""),
        ("lin@126.com", ""),
        ("lin@example.com", ""),
        ("lin@", ""),
        ("", ""),
    ],
)
def test_one_slip_is_known(address, meant):
    assert domain_meant(address) == meant
