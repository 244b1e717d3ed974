"""The floor of every page: a Django with no middleware, one query, and a template that holds the same HTML.

Served by the same server; BARE_HTML names the file with the page, ALLMENDE_VAR the folder of the same
database, ALLMENDE_DATABASE_URL its server.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path


def database() -> dict[str, str]:
    """The same as the house's: PostgreSQL where ALLMENDE_DATABASE_URL names one, else the file."""
    if url := os.environ.get("ALLMENDE_DATABASE_URL"):
        where = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql", "NAME": where.path[1:], "USER": where.username or "",
            "HOST": where.hostname or "", "PORT": str(where.port or ""),
        }  # fmt: skip
    file = Path(os.environ["ALLMENDE_VAR"]) / "allmende.sqlite3"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}


settings.configure(
    SECRET_KEY="bare",
    ROOT_URLCONF="bench.bare",
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {**database(), "CONN_MAX_AGE": None}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    LOGGING_CONFIG=None,
)
django.setup()

SOURCE = Path(os.environ["BARE_HTML"]).read_text(encoding="utf8")
PAGE = engines["django"].from_string("{% verbatim %}" + SOURCE + "{% endverbatim %}<!-- {{ name }} -->")


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM tenants_tenant LIMIT 1")
        (name,) = cursor.fetchone()
    return HttpResponse(PAGE.render({"name": name}))


urlpatterns = [path("healthz", page), path("", page)]
application = WSGIHandler()
