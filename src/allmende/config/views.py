"""Pages of the installation, not of a municipality."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where the database and a configured cache answer, 503 otherwise; for load balancers and watchdogs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        try:
            cache.get("healthz")
        except Exception:  # the client has errors of its own, and is not always installed
            return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})
