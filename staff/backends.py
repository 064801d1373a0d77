"""Authentication: who may come in, and a person's permissions, those of the roles granted to them wherever granted."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff.models import User
from zones.models import City


class GrantBackend(ModelBackend):
    """Django's own log-in, with permissions from Grants alone; groups and permissions set on a user have no effect.

    Asked about an object that belongs to a city, the answer is for that city; asked in general, it is whether the
    person holds the permission anywhere.
    """

    def user_can_authenticate(self, user):
        """Asked at every request: there is nothing to sign in to but the desk, so its staff flag ends sessions too."""
        return super().user_can_authenticate(user) and user.is_staff

    def get_user(self, user_id):
        """A session's person, with the answer that every page of the desk asks for."""
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        user = User.objects.annotate(has_second_factor=Exists(device)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

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
