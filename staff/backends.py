"""Authentication: a person's permissions are those of the roles granted to them, wherever granted."""

from django.contrib.auth.backends import ModelBackend

from zones.models import City


class GrantBackend(ModelBackend):
    """Django's own log-in, with permissions from Grants alone; groups and permissions set on a user have no effect.

    Asked about an object that belongs to a city, the answer is for that city; asked in general, it is whether the
    person holds the permission anywhere.
    """

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        city_id = obj.pk if isinstance(obj, City) else getattr(obj, "city_id", None)
        return {
            name
            for name, cities in user_obj.permission_cities.items()
            if obj is None or cities is None or city_id in cities
        }

    def has_perm(self, user_obj, perm, obj=None):
        return user_obj.is_active and perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj, app_label):
        return user_obj.is_active and any(
            name.partition(".")[0] == app_label for name in self.get_all_permissions(user_obj)
        )
