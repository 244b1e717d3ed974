"""The browser's side: how to reach the wallet, waiting, and what comes of the answer."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ....models import LoginService, User
from ....providers import RefusedError
from ....queries import service_by_key
from ....totp import qr_code
from ....views.identify import identified
from ....views.shared import after_login, refused_page
from ..asking import client_id, opening, secrets_of
from ..claims import NAME
from ..config import WalletSettings
from ..models import WalletRequest
from ..visits import (
    confirmed_by,
    finish,
    rows_of,
    settle,
    state_of,
    wallet_settings,
)

#: In the session: the request that a wallet on this device has led back from.
_BACK = "wallet_back"
State, Device = WalletRequest.State, WalletRequest.Device
_PLACE = gettext_lazy("Address")
_WORDS = {
    "given_name": gettext_lazy("First names"), "family_name": gettext_lazy("Family name"),
    "birth_name": gettext_lazy("Name at birth"), "birth_date": gettext_lazy("Date of birth"),
    "birth_place": gettext_lazy("Place of birth"), "nationality": gettext_lazy("Nationality"),
    "email": gettext_lazy("E-mail"), "phone": gettext_lazy("Phone"),
    "street": _PLACE, "house_number": _PLACE, "postcode": _PLACE, "city": _PLACE, "country": _PLACE,
    "over_18": gettext_lazy("Whether you are at least 18, but not your date of birth"),
}  # fmt: skip
_OF_AGE = gettext_lazy("Whether you are at least 18")


@require_GET
def ask(request: HttpRequest, service: str) -> HttpResponse:
    """How to reach the wallet: on this device by a link, on another by a picture; and what is asked for."""
    found = _service(service)
    rows = rows_of(request, found)
    if not rows or state_of(rows) != State.OPEN:
        return redirect("identity:wallet_go_on", service=service)
    settings = wallet_settings(found)
    links = {device: _opening(request, found, row, settings) for device, row in rows.items()}
    context: dict[str, Any] = {
        "service": found,
        "asked": _words(next(iter(rows.values())).wanted or NAME),
        "here": links[Device.SAME],
        "link": links.get(Device.OTHER, ""),
        "qr": qr_code(links[Device.OTHER]) if Device.OTHER in links else "",
    }
    return _fresh(render(request, "identity/wallet/ask.html", context))


@require_GET
def progress(request: HttpRequest, service: str) -> HttpResponse:
    """Asked for again and again while the page waits; leads on as soon as there is something to see."""
    found = _service(service)
    response = _fresh(render(request, "identity/wallet/waiting.html", {"service": found}))
    if state_of(rows_of(request, found)) != State.OPEN:
        response["HX-Redirect"] = reverse("identity:wallet_go_on", args=[service])
    return response


@require_GET
def go_on(request: HttpRequest, service: str) -> HttpResponse:
    """Go on where the wallet has answered; else say what is the matter."""
    found = _service(service)
    rows = rows_of(request, found)
    row = _answered(request, rows)
    if row is not None:
        return _finish(request, found, rows, row)
    state = state_of(rows)
    if state == State.DONE and isinstance(request.user, User):
        return redirect(after_login(request.user, ""))
    if state == State.OPEN:
        messages.info(request, _("Your wallet has not answered yet. Please consent there first."))
        return redirect("identity:wallet_ask", service=service)
    reason = {State.DECLINED.value: "cancelled", State.REFUSED.value: "answer"}.get(state, "expired")
    return refused_page(request, service, RefusedError(reason), noted=True)


@require_GET
def come_back(request: HttpRequest, service: str) -> HttpResponse:
    """The wallet on this device leads back, with the code that proves that it is the same one."""
    found = _service(service)
    rows = rows_of(request, found)
    row = rows.get(Device.SAME)
    if row is not None and row.state == State.DONE:
        return go_on(request, service)
    code = request.GET.get("response_code", "")
    if row is None or not hmac.compare_digest(code.encode(), secrets_of(row).code.encode()):
        return refused_page(request, service, RefusedError("session"))
    if row.state != State.ANSWERED:
        return go_on(request, service)
    request.session[_BACK] = row.handle
    return _finish(request, found, rows, row)


@require_POST
def go_on_new(request: HttpRequest, service: str) -> HttpResponse:
    """Whoever has no account goes on without one that she could find again."""
    found = _service(service)
    rows = rows_of(request, found)
    row = _answered(request, rows)
    if row is None:
        return redirect("identity:wallet_go_on", service=service)
    return _finish(request, found, rows, row, alone=True)


def _finish(
    request: HttpRequest,
    service: LoginService,
    rows: dict[str, WalletRequest],
    row: WalletRequest,
    *,
    alone: bool = False,
) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    try:
        confirmed = confirmed_by(row, service, user, alone=alone)
    except RefusedError as error:
        return refused_page(request, service.key, error)
    if confirmed is None:
        back = reverse("identity:wallet_go_on", args=[service.key])
        return _fresh(render(request, "identity/wallet/whose.html", {"service": service, "back": back}))
    finish(rows)
    request.session.pop(_BACK, None)
    response = identified(request, service, confirmed)
    if alone and isinstance(request.user, User):
        settle(request.user, service)
    return response


def _words(wanted: Sequence[str]) -> list[Any]:
    """What is asked for, each word once; of age without the birth date only where that is true."""
    known = {**_WORDS, "over_18": _OF_AGE} if "birth_date" in wanted else _WORDS
    return list(dict.fromkeys(known[name] for name in wanted if name in known))


def _answered(request: HttpRequest, rows: dict[str, WalletRequest]) -> WalletRequest | None:
    """The answer that this browser may have: by the picture, or once the wallet here has led it back."""
    here, other = rows.get(Device.SAME), rows.get(Device.OTHER)
    if here is not None and here.handle != request.session.get(_BACK):
        here = None
    return next((row for row in (here, other) if row is not None and row.state == State.ANSWERED), None)


def _opening(
    request: HttpRequest, service: LoginService, row: WalletRequest, settings: WalletSettings
) -> str:
    address = request.build_absolute_uri(reverse("identity:wallet_request", args=[service.key, row.handle]))
    return opening(settings.wallet, client=client_id(settings), request_uri=address)


def _service(key: str) -> LoginService:
    found = service_by_key(key)
    if found is None or found.provider != "wallet":
        raise Http404
    return found


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
