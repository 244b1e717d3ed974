"""What wallets call: no session, no form token; the handle in the address is known to nobody else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from allmende.foundation.limits.actions import TooOftenError, spend

from ....actions import record_refusal
from ....providers import RefusedError
from ..answering import take_answer
from ..asking import is_open
from ..asking import request_object as signed_request
from ..models import WalletRequest
from ..visits import wallet_settings

#: Wallets may ask twice; nobody fills the log by sending rubbish to one address.
CALLS = 20
#: The wallet learns nothing of why: each check would be a place to try the next one.
_REFUSAL = {"error": "invalid_request", "error_description": "the presentation was not accepted"}
_KIND = "application/oauth-authz-req+jwt"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def request_object(request: HttpRequest, service: str, handle: str) -> HttpResponse:
    """The signed request; by POST with the wallet's own nonce, encrypted where it asks for that (section 5.10)."""
    row = _row(service, handle)
    if row is None or not is_open(row):
        raise Http404
    settings = wallet_settings(row.service)
    answer_at = request.build_absolute_uri(reverse("identity:wallet_answer", args=[service, handle]))
    nonce = request.POST.get("wallet_nonce", "")[:500]
    made = signed_request(row, settings, response_uri=answer_at, wallet_nonce=nonce)
    response = HttpResponse(_encrypted(made, request.POST.get("wallet_metadata", "")), content_type=_KIND)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_POST
def answer(request: HttpRequest, service: str, handle: str) -> JsonResponse:
    """Take the wallet's answer; on this device it leads the browser back, with a code that only it knows."""
    row = _row(service, handle)
    if row is None:
        return JsonResponse(_REFUSAL, status=400)
    try:
        spend("identity.wallet", handle, limit=CALLS, seconds=3600)
        known = take_answer(row, wallet_settings(row.service), request.POST.dict())
    except TooOftenError:
        return JsonResponse(_REFUSAL, status=429)
    except RefusedError as error:
        record_refusal(service=service, reason=error.reason)
        return JsonResponse(_REFUSAL, status=400)
    if row.device != WalletRequest.Device.SAME or row.state != WalletRequest.State.ANSWERED:
        return JsonResponse({})
    back = request.build_absolute_uri(reverse("identity:wallet_back", args=[service]))
    return JsonResponse({"redirect_uri": f"{back}?response_code={known.code}"})


def _row(service: str, handle: str) -> WalletRequest | None:
    rows = WalletRequest.objects.filter(handle=handle, service__key=service, service__is_active=True)
    return rows.select_related("service").first()


def _encrypted(made: str, metadata: str) -> str:
    from polaris_oid4vp.jwe import encrypt_compact
    from polaris_oid4vp.verifier import request_object_encryption

    target = request_object_encryption(metadata) if metadata else None
    if target is None:
        return made
    key, encryption, kid = target
    header = {"cty": "JWT"} | ({"kid": kid} if kid else {})
    return str(encrypt_compact(made.encode(), key, encryption, extra_header=header))
