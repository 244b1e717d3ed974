"""The way to a log-in service and back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.views import problem

from ..actions import disconnect_service, identify
from ..actions.identification import LastDoorError
from ..levels import TrustLevel
from ..models import LoginService, User
from ..policy import has_second_factor
from ..providers import ATTRIBUTES, Confirmed, RefusedError, providers
from ..queries import service_by_key
from .shared import account_user, after_login, refused_page, safe_next, too_often

_KEY = "identifying"
#: Of one client in an hour: a hall with one address stays below.
ATTEMPTS_AN_HOUR = 300


@require_safe
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin at a service: ``?service=KEY&level=LEVEL&next=PATH``, and ``wanted=a,b`` where only these are needed.

    Without a service: the page on which one is chosen.
    """
    wanted_level, next_url = read_level(request), safe_next(request, request.GET.get("next", ""))
    key = request.GET.get("service", "")
    if not key:
        query = urlencode({"level": wanted_level.value, "next": next_url})
        return redirect(f"{reverse('identity:login')}?{query}")
    service = service_by_key(key)
    if service is None or service.provider not in providers:
        raise Http404
    if not TrustLevel(service.level).reaches(wanted_level):
        return refused_page(request, service.key, RefusedError("level"))
    try:
        spend("identify", client_of(request), limit=ATTEMPTS_AN_HOUR, seconds=3600)
    except TooOftenError as error:
        return problem(429, _("Please wait a moment"), too_often(error))
    known = dict(request.session.get(_KEY, {}))
    asked = [name for name in request.GET.get("wanted", "").split(",") if name in ATTRIBUTES]
    known[service.key] = {"level": wanted_level.value, "next": next_url, "wanted": ",".join(asked)}
    request.session[_KEY] = known
    return providers[service.provider].begin(request, service, level=wanted_level, wanted=asked)


def identified(request: HttpRequest, service: LoginService, confirmed: Confirmed) -> HttpResponse:
    """The end of every way: the person is logged in or identified, and goes on where she wanted to.

    An answer that is not believed, or that says less than was asked for, gets the one page for that.
    """
    known = dict(request.session.get(_KEY, {}))
    asked = known.pop(service.key, {})
    try:
        level = min(confirmed.level, TrustLevel(service.level))
        # What says something of the person raises no level: whoever needs one asks again where she goes on.
        if not confirmed.names_person:
            level = TrustLevel(asked.get("level", TrustLevel.NONE))
        if not level.reaches(asked.get("level", TrustLevel.NONE)):
            raise RefusedError("level")
        wanted = safe_next(request, asked.get("next", ""))
        user = identify(request=request, service=service, confirmed=confirmed, next_url=wanted)
    except RefusedError as error:
        return refused_page(request, service.key, error)
    request.session[_KEY] = known
    if not isinstance(request.user, User):
        return redirect("identity:code" if has_second_factor(user) else "identity:second_factor")
    return redirect(after_login(user, wanted))


@require_POST
def disconnect(request: HttpRequest, service: str) -> HttpResponse:
    """The owner of an account no longer wants to log in by this service."""
    found = LoginService.objects.filter(key=service).first()
    user = account_user(request)
    if found is None:
        raise Http404
    try:
        disconnect_service(user=user, service=found)
        messages.success(request, _("The connection is removed. What the service said about you is deleted."))
    except LastDoorError:
        messages.error(
            request,
            _(
                "Nothing was changed: without this service you could not log in any more. Set a password first."
            ),
        )
    return redirect("identity:account")


def read_level(request: HttpRequest) -> TrustLevel:
    """The level that the address asks for; none where it names none."""
    wanted = request.GET.get("level", "")
    return TrustLevel(wanted) if wanted in TrustLevel.values else TrustLevel.NONE
