"""Where log-outs come in and go out: begun here or at the provider, each told to the other side.

The provider's form comes without our cookies (SameSite=Lax): log-ins are found by what the provider calls them.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.views import problem

from ...actions import end_provider_sessions, record_refusal
from ...models import LoginService
from ...providers import RefusedError
from ...views.shared import too_often
from ..posting import posting_page
from . import handshakes
from .addresses import entity_id, saml_settings, slo
from .config import SamlSettings
from .variant import the_service

#: Of one client in an hour: browsers of a whole office may come from one address.
CALLS_AN_HOUR = 3000


@never_cache
@require_GET
def leave(request: HttpRequest, service: str) -> HttpResponse:
    """A form that tells the provider."""
    row, _provider = the_service(service)
    content = handshakes.fetch_leaving(row, request.GET.get("karte", ""))
    if content is None:
        return redirect("/")
    return posting_page(request, row, saml_settings(row).slo_url, {"SAMLRequest": content}, leaving=True)


@csrf_exempt  # the form is another site's; what it brings is signed
@never_cache
@require_POST
def told(request: HttpRequest, service: str) -> HttpResponse:
    """The provider's request to end log-ins, or its answer to ours (single logout service)."""
    row, _provider = the_service(service)
    settings = saml_settings(row)
    if not settings.slo_url:
        raise Http404
    try:
        spend("saml-logout", client_of(request), limit=CALLS_AN_HOUR, seconds=3600)
    except TooOftenError as error:
        return problem(429, _("Please wait a moment"), too_often(error))
    try:
        if "SAMLRequest" in request.POST:
            return _end(request, row, settings)
        return _left(request, row, settings)
    except RefusedError as error:
        record_refusal(service=row.key, reason=f"logout_{error.reason}")
        text = _("The log-out at the service could not be read. Please log out there yourself.")
        return problem(400, _("That did not work"), text)


@never_cache
@require_GET
def left(request: HttpRequest, service: str) -> HttpResponse:
    """Back from the provider, with the browser's cookies."""
    the_service(service)
    if request.GET.get("dort") == "ja":
        messages.success(request, _("You are logged out, at the service too."))
    else:
        messages.warning(
            request, _("You are logged out here. The service did not log you out: please do it there.")
        )
    response = redirect("/")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _end(request: HttpRequest, row: LoginService, settings: SamlSettings) -> HttpResponse:
    """End the log-ins that began by the provider before it said so; those that began later stay."""
    from .logout import answers_to, logout_response, read_request
    from .said import named_session

    said = read_request(
        request.POST.get("SAMLRequest", ""), settings, place=slo(row, settings), now=timezone.now()
    )
    by_name = "" if "subject" in settings.attributes else said.name_id
    ended = [("", one) for one in said.sessions] or [(by_name, ""), ("", named_session(said.name_id))]
    for subject, session in ended:
        end_provider_sessions(
            service=row,
            subject=subject,
            provider_session=session,
            before=said.at,
            store=type(request.session),
        )
    content = logout_response(
        settings,
        own_id=f"_{secrets.token_hex(20)}",
        entity_id=entity_id(row, settings),
        answers=said.request_id,
    )
    relay = request.POST.get("RelayState", "")[:1024]
    return posting_page(
        request, row, answers_to(settings), {"SAMLResponse": content}, plain={"RelayState": relay} if relay else {},
        leaving=True,
    )  # fmt: skip


def _left(request: HttpRequest, row: LoginService, settings: SamlSettings) -> HttpResponse:
    from .logout import read_answer

    request_id, done = read_answer(request.POST.get("SAMLResponse", ""), settings, place=slo(row, settings))
    if not handshakes.close_leaving(row, request_id):
        raise RefusedError("replay")
    response = HttpResponse(status=303)
    query = urlencode({"dort": "ja" if done else "nein"})
    response["Location"] = f"{reverse('identity:saml_left', args=[row.key])}?{query}"
    return response
