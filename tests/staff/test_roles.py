"""What each role may do, as the migrations left it."""

import pytest
from django.contrib.auth.models import Group, Permission

from staff.roles import EDITOR, ROLES, SALES, WRITER

pytestmark = pytest.mark.django_db


def permissions(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_the_four_roles_exist_after_migrating():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_an_editor_may_publish():
    assert {"add_article", "change_article", "publish_article"} <= permissions(EDITOR)


def test_a_writer_may_write_but_not_publish():
    assert {"add_article", "change_article"} <= permissions(WRITER)
    assert "publish_article" not in permissions(WRITER)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_manage_people_grants_the_portal_or_delete_an_article(role):
    forbidden = {"change_user", "add_grant", "change_grant", "change_portal", "delete_article", "change_group"}
    assert not permissions(role) & forbidden


def test_sales_may_read_the_map_but_not_change_it():
    assert "view_zone" in permissions(SALES)
    assert "change_zone" not in permissions(SALES)


def test_permissions_made_early_are_the_ones_django_would_make():
    """`migrate` afterwards finds them and makes no second one."""
    assert Permission.objects.filter(codename="publish_article").count() == 1
    assert Permission.objects.get(codename="change_article").name == "Can change 文章"
