"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from plumbing import deadline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")

# Before the first connection: a database that hangs must not hang the site.
deadline.install()
application = get_wsgi_application()
