"""Setting and deleting credentials: operators only."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.secrecy import seal
from allmende.foundation.tls import LOCAL

from ..access import require_operator
from ..origins import ORIGIN
from .events import CredentialDeleted, CredentialSet
from .models import ConnectorCredential

LONGEST = 4000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
#: Headers that the call itself sets, or that change what the message is.
_TAKEN = frozenset({
    "host", "content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "accept",
    "idempotency-key", "te", "trailer", "upgrade", "expect", "authorization", "cookie", "accept-encoding",
})  # fmt: skip
_PRINTED = re.compile(r"[\x20-\x7e]+")


class CredentialError(ValueError):
    """What was given cannot be used; ``field`` is what it is about, the message is for the operator."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def set_credential(
    *, name: str, kind: str, origin: str, secret: str, actor: Actor, user: str = "", header: str = ""
) -> ConnectorCredential:
    """Set the credential ``name`` for the server ``origin``, or replace it whole.

    ``secret`` is the token, password or key; ``user`` goes with a password, ``header`` names a key's header. Raises
    ``CredentialError`` and ``PermissionDenied``.
    """
    require_operator(actor)
    name, origin = name.strip().lower(), origin.strip().rstrip("/").lower()
    _check(name, kind, origin, header)
    _check_secret(kind, secret, user)
    is_key = kind == ConnectorCredential.Kind.HEADER
    found, _new = ConnectorCredential.objects.update_or_create(
        name=name,
        defaults={
            "kind": kind, "origin": origin, "header": header if is_key else "",
            "sealed": seal({"secret": secret, "user": user if kind == ConnectorCredential.Kind.BASIC else ""}),
            "set_at": timezone.now(), "set_by": str(actor),
        },
    )  # fmt: skip
    told = CredentialSet(name=name, kind=kind, origin=origin)
    record(told, stream=f"credential:{found.pk}", actor=actor)
    return found


@transaction.atomic
def delete_credential(*, credential: ConnectorCredential, actor: Actor) -> None:
    """Forget a credential; steps that name it fail from now on, and wait for an operator."""
    require_operator(actor)
    told = CredentialDeleted(name=credential.name, origin=credential.origin)
    record(told, stream=f"credential:{credential.pk}", actor=actor)
    credential.delete()


def _check(name: str, kind: str, origin: str, header: str) -> None:
    if not _NAME.fullmatch(name):
        raise CredentialError("name", _("A name has letters, digits, “-” and “_” only, 60 at most."))
    if kind not in ConnectorCredential.Kind.values:
        raise CredentialError("kind", _("Choose how the other system asks who calls."))
    if not ORIGIN.fullmatch(origin):
        raise CredentialError(
            "origin", _("A server reads https://host or https://host:port, without a path.")
        )
    if origin.startswith("http:") and urlsplit(origin).hostname not in LOCAL:
        raise CredentialError("origin", _("Without https the secret could be read on its way."))
    if kind == ConnectorCredential.Kind.HEADER and (
        not _HEADER.fullmatch(header) or header.lower() in _TAKEN
    ):
        raise CredentialError("header", _("Write the name of the header, such as X-Api-Key."))


def _check_secret(kind: str, secret: str, user: str) -> None:
    """What a header cannot hold is refused here: no later error can then quote it."""
    if not secret or len(secret) > LONGEST:
        raise CredentialError("secret", _("The secret is missing, or longer than 4,000 characters."))
    if kind == ConnectorCredential.Kind.BASIC:
        if not user or ":" in user or not (user + secret).isprintable():
            raise CredentialError("user", _("User and password are needed; a user has no colon."))
    elif not _PRINTED.fullmatch(secret) or secret != secret.strip():
        raise CredentialError(
            "secret",
            _("A token or key has neither line breaks nor letters outside ASCII, nor spaces around it."),
        )
