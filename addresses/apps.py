"""The app's configuration."""

from django.apps import AppConfig

from addresses.zblog import QUERY_KEYS


class AddressesConfig(AppConfig):
    name = "addresses"
    verbose_name = "旧地址"
    # The old site asked for an article as /?id=6108.
    query_keys = QUERY_KEYS
