"""The provider says that somebody logged out there (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from ...actions import end_provider_sessions, record_refusal
from ...providers import RefusedError
from ...queries import service_by_key
from ...services import settings_of
from .config import KEY, OidcSettings
from .metadata import metadata
from .tokens import LEEWAY, check_parties, check_times, verified

EVENT = "http://schemas.openid.net/event/backchannel-logout"
#: Of one client in an hour: a provider tells of everybody who leaves.
CALLS_AN_HOUR = 3000


@dataclass(frozen=True)
class LoggedOut:
    """Who left: by the pseudonym, by the provider's session, or both; ``at`` is when the provider said so."""

    subject: str
    session: str
    at: datetime


@csrf_exempt  # another server calls; what it says is signed
@never_cache
@require_POST
def told(request: HttpRequest, service: str) -> JsonResponse:
    """End the log-ins that began at the provider before it said so; those that began later stay."""
    row = service_by_key(service)
    if row is None or row.provider != KEY:
        raise Http404
    try:
        spend("oidc-logout", client_of(request), limit=CALLS_AN_HOUR, seconds=3600)
        said = read(request.POST.get("logout_token", ""), cast(OidcSettings, settings_of(row)))
    except TooOftenError:
        return JsonResponse({"error": "temporarily_unavailable"}, status=429)
    except RefusedError as error:
        record_refusal(service=row.key, reason=f"logout_{error.reason}")
        return JsonResponse({"error": "invalid_request"}, status=400)
    end_provider_sessions(
        service=row, subject=said.subject, provider_session=said.session, before=said.at,
        store=type(request.session),
    )  # fmt: skip
    return JsonResponse({})


def read(token: str, settings: OidcSettings) -> LoggedOut:
    """What a logout token says; raises ``RefusedError`` for whatever is none, an ID token too (section 2.6)."""
    _algorithm, claims = verified(token, settings, metadata(settings.issuer))
    check_parties(claims, settings)
    check_times({"exp": claims.get("iat"), **claims})
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise RefusedError("event")
    if "nonce" in claims or not _text(claims, "jti"):
        raise RefusedError("id_token")
    subject, session = _text(claims, "sub"), _text(claims, "sid")
    if not subject and not session:
        raise RefusedError("subject")
    return LoggedOut(subject, session, datetime.fromtimestamp(float(claims["iat"]) + LEEWAY, UTC))


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name, "")
    return found if isinstance(found, str) and len(found) <= 255 else ""
