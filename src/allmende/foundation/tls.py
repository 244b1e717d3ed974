"""TLS towards servers that Allmende calls: always checked, also against the operator's own certificate authority."""

from __future__ import annotations

import ssl

from django.conf import settings

#: On the same machine nobody listens in.
LOCAL = ("localhost", "127.0.0.1", "::1")


def client_context() -> ssl.SSLContext:
    """Checks certificate and host name against the system's authorities and those of ``ALLMENDE_CA_FILE``.

    Raises ``OSError`` for a file that cannot be read.
    """
    context = ssl.create_default_context()
    if settings.ENVIRONMENT.ca_file:
        context.load_verify_locations(settings.ENVIRONMENT.ca_file)
    return context
