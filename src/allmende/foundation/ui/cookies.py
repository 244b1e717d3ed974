"""Names of cookies: over https they carry the prefix that ties them to this very host."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


def cookie_name(name: str) -> str:
    """``name`` with the prefix ``__Host-`` where cookies are sent over https only (RFC 6265bis, section 4.1.3.2)."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


class _Cookie(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return cookie_name("messages")


class Messages(FallbackStorage):
    """What a page tells at its next view: in a cookie, where it is short, else in the session."""

    storage_classes = (_Cookie, SessionStorage)
