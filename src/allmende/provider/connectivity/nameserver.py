"""Where the name server is that records are asked of."""

from __future__ import annotations

import ipaddress


def read_server(text: str) -> tuple[str, int]:
    """Address and port of ``192.0.2.53``, ``192.0.2.53:5353`` or ``[2001:db8::53]:53``. Raises ``ValueError``."""
    host, port = text, "53"
    if text.startswith("["):
        host, _bracket, rest = text[1:].partition("]")
        port = rest.removeprefix(":") or "53"
    elif text.count(":") == 1:
        host, _colon, port = text.partition(":")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{port!r} is no port")
    return str(ipaddress.ip_address(host)), int(port)
