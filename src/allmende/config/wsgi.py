"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
application = get_wsgi_application()

from .warming import begin_warming  # noqa: E402 - the apps must be loaded first

begin_warming()
