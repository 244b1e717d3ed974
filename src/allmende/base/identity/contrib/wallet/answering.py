"""What a wallet answered: opened, checked to the last signature, and kept until the browser fetches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.foundation.secrecy import seal

from ...providers import RefusedError
from .asking import Secrets, claims_of, client_id, is_open, secrets_of
from .claims import Path, value_at
from .config import WalletSettings
from .models import WalletRequest
from .status import check_status

State = WalletRequest.State


def take_answer(row: WalletRequest, settings: WalletSettings, form: Mapping[str, str]) -> Secrets:
    """Keep what the wallet posted, or raise ``RefusedError``; either way this request takes no other answer.

    ``form`` is the body of ``direct_post.jwt`` (OpenID4VP 1.0, section 8.3.1). Returns the request's secrets, whose
    ``code`` leads a browser on this device back.
    """
    if not is_open(row):
        raise RefusedError("replay" if row.state != State.OPEN else "expired")
    # Of two answers at the same moment one is first.
    if not WalletRequest.objects.filter(pk=row.pk, state=State.OPEN).update(state=State.TAKEN):
        raise RefusedError("replay")
    known = secrets_of(row)
    try:
        body = _opened(form, known)
        if body.get("error"):
            row.state = State.DECLINED
        else:
            row.answer = seal(_claims(body, row, settings, known))
            row.state = State.ANSWERED
    except RefusedError as error:
        row.state, row.reason = State.REFUSED, error.reason
        raise
    finally:
        row.save(update_fields=["state", "answer", "reason"])
    return known


def _opened(form: Mapping[str, str], known: Secrets) -> dict[str, Any]:
    """The parameters of the answer. An error may come unencrypted (section 8.3.1), nothing else."""
    from joserfc.jwk import ECKey
    from polaris_oid4vp.jwe import JweError, decrypt_response

    response = form.get("response", "")
    if response:
        try:
            body = dict(decrypt_response(response, ECKey.import_key(dict(known.key)).private_key))
        except JweError as error:
            raise RefusedError("encryption") from error
    elif form.get("error") and not form.get("vp_token"):
        body = {"error": form["error"], "state": form.get("state")}
    else:
        raise RefusedError("unencrypted")
    if body.get("state") != known.state:
        raise RefusedError("state")
    return body


def _claims(
    body: Mapping[str, Any], row: WalletRequest, settings: WalletSettings, known: Secrets
) -> dict[str, Any]:
    """What the PID says, once everything about it holds: exactly what was asked for."""
    from polaris_oid4vp.sdjwt import verify_presentation

    verdict = verify_presentation(
        _presentation(body.get("vp_token")), expected_nonce=known.nonce, expected_audience=client_id(settings),
        issuer_jwks=settings.jwks or None, trust_anchors=settings.anchors or None,
        expected_vct=settings.vct,
    )  # fmt: skip
    if not verdict.authentic:
        raise RefusedError(verdict.code)
    paths = claims_of(row, settings)
    if any(value_at(verdict.claims, path) is None for path in paths):
        raise RefusedError("claims_missing")
    if any(not _was_asked(shown, paths) for shown in verdict.disclosed):
        raise RefusedError("claims_unasked")
    check_status(verdict.claims, settings)
    return {path[0]: verdict.claims[path[0]] for path in paths} | {"iss": verdict.issuer_anchor or "keys"}


def _presentation(token: Any) -> str:
    found = token.get("pid") if isinstance(token, Mapping) and len(token) == 1 else None
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], str):
        raise RefusedError("format")
    return found[0]


def _was_asked(shown: tuple[Any, ...], paths: list[Path]) -> bool:
    """Whether what was disclosed lies at, above or below something asked for (section 6.4.1)."""
    return any(shown == path[: len(shown)] or path == shown[: len(path)] for path in paths)
