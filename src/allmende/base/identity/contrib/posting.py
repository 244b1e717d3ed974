"""A page whose form takes something to a log-in service: by itself where scripts run, by its button elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import LoginService


def posting_page(
    request: HttpRequest, service: LoginService, address: str, fields: Mapping[str, bytes], *,
    plain: Mapping[str, str] | None = None, leaving: bool = False,
) -> HttpResponse:  # fmt: skip
    """A form to ``address``, an address from the settings; ``fields`` are sent in base64, ``plain`` as they are.

    ``leaving``: the person goes there to log out.

    Only this one page may send a form to another site.
    """
    content = {name: base64.b64encode(value).decode() for name, value in fields.items()}
    content |= plain or {}
    response = render(request, "identity/posting.html", {
        "service": service, "address": address, "fields": content, "leaving": leaving,
    })  # fmt: skip
    parts = urlsplit(address)
    response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    return response
