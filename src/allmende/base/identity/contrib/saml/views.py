"""Where SAML's answers come in, and who we are."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.views import problem

from ...actions import record_refusal
from ...models import LoginService, User
from ...providers import RefusedError
from ...views.identify import identified
from ...views.shared import refused_page, too_often
from . import handshakes
from .addresses import acs, entity_id, saml_settings, slo
from .variant import SamlVariant, the_service

#: Answers of one client in an hour; a hall with one address stays below, and nobody fills the log.
ANSWERS_AN_HOUR = 300


@csrf_exempt  # the form is another site's; what it brings is signed and answers a question of ours
@require_POST
def receive(request: HttpRequest, service: str) -> HttpResponse:
    """The provider's answer (assertion consumer service): checked, kept sealed, fetched by ``finish``."""
    row, provider = the_service(service)
    try:
        spend("saml-answer", client_of(request), limit=ANSWERS_AN_HOUR, seconds=3600)
    except TooOftenError as error:
        return problem(429, _("Please wait a moment"), too_often(error))
    try:
        query = {"karte": _believe(row, provider, request.POST.get("SAMLResponse", ""))}
    except RefusedError as error:
        record_refusal(service=row.key, reason=error.reason)
        query = {"grund": error.reason}
    response = HttpResponse(status=303)
    response["Location"] = f"{reverse('identity:saml_finish', args=[row.key])}?{urlencode(query)}"
    return response


@require_GET
def finish(request: HttpRequest, service: str) -> HttpResponse:
    """The browser comes back, with its cookies: only the one that asked gets the answer."""
    row, _provider = the_service(service)
    if "grund" in request.GET:
        return refused_page(request, row.key, RefusedError(request.GET["grund"]), noted=True)
    try:
        confirmed = handshakes.fetch_answer(request, row, request.GET.get("karte", ""))
    except RefusedError as error:
        return refused_page(request, row.key, error)
    began = timezone.now()
    response = identified(request, row, confirmed)
    if isinstance(request.user, User) and request.user.created_at >= began:
        # Accounts are never joined by an e-mail address; whoever has one already must be told how.
        messages.info(
            request,
            _(
                "We have made an account for you. Do you have one here already? Then delete this one under "
                "“My account”, log in to the other one, and connect it there with %(service)s."
            )
            % {"service": row.label},
        )
    return response


@require_GET
def show_metadata(request: HttpRequest, service: str) -> HttpResponse:
    """Who we are, for the provider (saml-metadata)."""
    from .request import metadata

    row, _provider = the_service(service)
    settings = saml_settings(row)
    content = metadata(
        settings, entity_id=entity_id(row, settings), acs=acs(row, settings), slo=slo(row, settings)
    )
    return HttpResponse(content, content_type="application/samlmetadata+xml")


def _believe(row: LoginService, provider: SamlVariant, encoded: str) -> str:
    """The ticket for what an answer says; raises ``RefusedError``."""
    from .response import Place, read_response

    settings = saml_settings(row)
    place = Place(
        entity_id=entity_id(row, settings), acs=acs(row, settings), now=timezone.now(),
        is_open=lambda request_id: handshakes.is_open(row, request_id),
    )  # fmt: skip
    said = read_response(encoded, settings, place)
    who = handshakes.NameId(
        said.name_id, said.name_format, said.name_qualifier, said.name_sp_qualifier, said.session
    ) if said.name_id else None  # fmt: skip
    return handshakes.keep_answer(row, said.request_id, provider.confirmed(said, settings), who)
