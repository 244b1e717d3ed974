"""What stands of windows on an institution's page in the portal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Effect, Programme, Window
from allmende.provider.transitions.wording import window_words


def portal_windows(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """Measures with windows that affect it, each with its own and where to say what suits; None without any."""
    rows = Effect.objects.filter(
        institution=institution, is_void=False, measure__programme__state=Programme.State.ANNOUNCED,
        measure__in=Window.objects.values("measure_id"),
    ).select_related("measure", "window").order_by("measure__order", "id")  # fmt: skip
    lines = [(row, window_words(row.window) if row.window else "") for row in rows]
    return {"lines": lines} if lines else None
