"""People who work here, and what each may do where."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import Q


class User(AbstractUser):
    """A member of staff. Superusers are the administrators; everybody else holds Grants."""

    email = models.EmailField("邮箱", blank=True)
    contact = models.OneToOneField(
        "zones.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="staff_account",
        verbose_name="对外联系人",
        help_text="这名员工在网站上显示为哪位联系人。",
    )

    class Meta:
        verbose_name = "员工"
        verbose_name_plural = "员工"

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        """The Chinese full name, family name first, or the log-in name."""
        return f"{self.last_name}{self.first_name}" or self.username

    @cached_property
    def permission_cities(self):
        """What this person may do where: {"app.codename": None (everywhere) or a set of city ids}. One query."""
        cities = {}
        rows = Grant.objects.filter(user=self).values_list(
            "city_id", "role__permissions__content_type__app_label", "role__permissions__codename"
        )
        for city_id, app_label, codename in rows:
            if codename is None:
                continue
            name = f"{app_label}.{codename}"
            if city_id is None:
                cities[name] = None
            elif cities.get(name, ()) is not None:
                cities.setdefault(name, set()).add(city_id)
        return cities

    def cities_for(self, *permissions):
        """Where the person holds any of the permissions: None for everywhere, else a set of city ids."""
        if not self.is_active:
            return set()
        if self.is_superuser:
            return None
        found = set()
        for permission in permissions:
            cities = self.permission_cities.get(permission, set())
            if cities is None:
                return None
            found |= cities
        return found

    def within(self, queryset, city_field, action="view"):
        """The rows of `queryset` whose city lies where this person may `action` (view, change, ...) such rows.

        `city_field` names the column that holds the city's id; rows without a city belong to grants for everywhere.
        """
        meta = queryset.model._meta
        actions = ("view", "change") if action == "view" else (action,)
        cities = self.cities_for(*(f"{meta.app_label}.{each}_{meta.model_name}" for each in actions))
        return queryset if cities is None else queryset.filter(**{f"{city_field}__in": cities})


class Grant(models.Model):
    """A role a person holds in one city, or (city empty) in the whole network."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="员工")
    role = models.ForeignKey(Group, models.PROTECT, related_name="grants", verbose_name="角色")
    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name="城市",
        help_text="留空表示全部城市。",
    )

    class Meta:
        verbose_name = "授权"
        verbose_name_plural = "授权"
        constraints = [
            # Two constraints, since PostgreSQL 14 has no NULLS NOT DISTINCT.
            models.UniqueConstraint(fields=["user", "role", "city"], name="grant_is_given_once_in_a_city"),
            models.UniqueConstraint(
                fields=["user", "role"], name="grant_is_given_once_everywhere", condition=Q(city__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.user}：{self.role}（{self.city or '全部城市'}）"
