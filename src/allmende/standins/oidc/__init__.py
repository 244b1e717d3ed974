"""An OpenID provider: OpenID Connect Core 1.0 with the code flow, PKCE (RFC 7636) and a log-out that the caller starts.

Two directories under one roof, each an issuer of its own: ``/unternehmen`` for people of a business and ``/personal``
for the staff of a town, with their groups. The one client is ``allmende`` with the secret ``nachbildung``.
"""

from __future__ import annotations

from .server import Server

__all__ = ["Server"]
