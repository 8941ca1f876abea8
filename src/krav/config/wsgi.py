"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")

application = get_wsgi_application()
_ = get_resolver().url_patterns  # all views are loaded now, and not when the first person asks
