"""The provider sends the browser back."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ...models import LoginService
from ...providers import RefusedError
from ...queries import service_by_key
from ...services import settings_of
from ...views.identify import identified
from ...views.shared import refused_page
from .claims import confirmed_from
from .config import KEY, OidcSettings
from .handshakes import back_to, take
from .metadata import Metadata, metadata
from .tokens import claims_of, tokens_for, userinfo_of


@require_safe
def come_back(request: HttpRequest, service: str) -> HttpResponse:
    """The answer to what this browser began; whatever is wrong with it gets the one page for that."""
    row = service_by_key(service)
    if row is None or row.provider != KEY:
        raise Http404
    settings = cast(OidcSettings, settings_of(row))
    try:
        claims = _claims(request, row, settings)
    except RefusedError as error:
        return refused_page(request, row.key, error)
    return identified(request, row, confirmed_from(claims, settings))


def _claims(request: HttpRequest, row: LoginService, settings: OidcSettings) -> dict[str, Any]:
    made = take(request, row.key, request.GET.get("state", ""))
    if made is None:
        raise RefusedError("state")
    known = metadata(settings.issuer)
    _check_sender(request, known)
    if "error" in request.GET:
        raise RefusedError("cancelled" if request.GET["error"] == "access_denied" else "service_error")
    code = request.GET.get("code", "")
    if not code:
        raise RefusedError("code")
    tokens = tokens_for(code, made, settings=settings, known=known, back=back_to(request, row.key))
    claims = claims_of(tokens, made, settings=settings, known=known)
    if settings.userinfo:
        claims = {**userinfo_of(tokens, claims["sub"], known), **claims}
    return claims


def _check_sender(request: HttpRequest, known: Metadata) -> None:
    """An answer that names another issuer was meant for another service (RFC 9207)."""
    named = request.GET.get("iss")
    if named is None and known.names_itself:
        raise RefusedError("issuer")
    if named is not None and named != known.issuer:
        raise RefusedError("issuer")
