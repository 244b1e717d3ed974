"""What a call sends to be let in."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.foundation.secrecy import SealedError, unseal

from .models import ConnectorCredential

if TYPE_CHECKING:
    from django.db.models import QuerySet


class NoCredentialError(Exception):
    """There is none that may be sent to this server; the message is for the operator and names no secret."""


def credentials() -> QuerySet[ConnectorCredential]:
    """All of this municipality, by name, without what is sealed."""
    return ConnectorCredential.objects.order_by("name").defer("sealed")


def headers_for(name: str, origin: str) -> Mapping[str, str]:
    """The headers that let a call in at ``origin``; raises ``NoCredentialError``."""
    found = ConnectorCredential.objects.filter(name=name.strip().lower()).first()
    if found is None:
        raise NoCredentialError(_("There is no access “%(name)s” to another system.") % {"name": name})
    if found.origin != origin:
        raise NoCredentialError(
            _("The access “%(name)s” is for %(its)s only, not for %(origin)s.")
            % {"name": name, "its": found.origin, "origin": origin}
        )
    try:
        said = unseal(found.sealed)
    except SealedError:
        raise NoCredentialError(
            _("The access “%(name)s” cannot be opened with the data key. Set it again.") % {"name": name}
        ) from None
    secret = str(said["secret"])
    if found.kind == ConnectorCredential.Kind.HEADER:
        return {found.header: secret}
    if found.kind == ConnectorCredential.Kind.BASIC:
        pair = base64.b64encode(f"{said['user']}:{secret}".encode()).decode("ascii")
        return {"Authorization": f"Basic {pair}"}
    return {"Authorization": f"Bearer {secret}"}


def cannot_open(credential: ConnectorCredential) -> bool:
    """Whether no known data key opens it."""
    try:
        unseal(credential.sealed)
    except SealedError:
        return True
    return False
