"""Leaving, begun here: what is to be told to the provider."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from ...models import LoginService
from . import handshakes
from .addresses import entity_id, saml_settings


def goodbye(request: HttpRequest, service: LoginService) -> str:
    """The page from which somebody who logs out here goes on to the provider; empty where it takes nobody."""
    from .logout import logout_request

    settings, who = saml_settings(service), handshakes.who_leaves(request, service)
    if not settings.slo_url or who is None:
        return ""
    request_id = f"{handshakes.LEAVING}{secrets.token_hex(20)}"
    content = logout_request(settings, request_id=request_id, entity_id=entity_id(service, settings), who=who)
    ticket = handshakes.keep_leaving(service, request_id, content)
    return f"{reverse('identity:saml_leave', args=[service.key])}?{urlencode({'karte': ticket})}"
