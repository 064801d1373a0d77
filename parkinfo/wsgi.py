"""The WSGI application that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from parkinfo.monitoring.together import count_together
from plumbing import deadline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")

# Before the first connection: a database that hangs must not hang the site.
deadline.install()
# Before the middleware that counts is imported.
count_together(settings.VAR_DIR / "metrics")
application = get_wsgi_application()
