"""Servers that processes may call, as ``https://host[:port]``: what the operator of the installation allows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9-]+(\.[a-z0-9-]+)*)(:\d{1,5})?")


class NotAllowedError(ValueError):
    """The address is on no server that the operator allows."""


def origins() -> frozenset[str]:
    """Every server that may be called."""
    given = settings.ENVIRONMENT.connector_hosts.split(",")
    return frozenset(_with_scheme(entry.strip().lower()) for entry in given if entry.strip())


def _with_scheme(entry: str) -> str:
    return entry.rstrip("/") if "://" in entry else f"https://{entry.rstrip('/')}"


def origin_of(address: str) -> str:
    """The server of a web address; raises ``NotAllowedError``."""
    try:
        parts = urlsplit(address)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc
        _port = parts.port
    except ValueError:
        wrong = True
    if wrong:
        raise NotAllowedError(_("This is no web address."))
    return f"{parts.scheme}://{parts.netloc}".lower()
