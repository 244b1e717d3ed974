"""A name server: real DNS over UDP at its HTTP port's number, for exactly the records that it was given.

``POST /_records`` with ``[[name, type, [values]], …]`` replaces what it knows; every other name does not exist.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from html import escape

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from .server import Request, Response, StandIn, json_response

Answers = Mapping[tuple[str, str], list[str]]
_TTL = 60


class Server(StandIn):
    """Authoritative for everything, with what it was told."""

    title = "Nameserver"
    known_faults: Mapping[str, str] = {"silent": "answers nothing"}

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[tuple[str, str], list[str]] = {}
        self.route("GET", "/", self._start)
        self.route("POST", "/_records", self._records)

    def opened(self, host: str, port: int) -> None:
        """Answer at the same number over UDP."""
        udp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind((host, port))
        threading.Thread(target=self._serve, args=(udp,), daemon=True).start()

    def _serve(self, udp: socket.socket) -> None:
        while True:
            packet, whence = udp.recvfrom(4096)
            response = None if self.faults.get("silent") else reply(packet, self.answers)
            if response is not None:
                udp.sendto(response, whence)

    def _records(self, request: Request, _parts: Mapping[str, str]) -> Response:
        given = request.json()
        self.answers = {(name.casefold().rstrip("."), kind): list(values) for name, kind, values in given}
        return json_response(len(self.answers))

    def _start(self, _request: Request, _parts: Mapping[str, str]) -> Response:
        rows = "".join(
            f"<dt>{escape(name)} {escape(kind)}</dt><dd>{escape(', '.join(values))}</dd>"
            for (name, kind), values in sorted(self.answers.items())
        )
        return Response(self.page("Was dieser Nameserver antwortet", f"<dl>{rows}</dl>"))


def reply(packet: bytes, answers: Answers) -> bytes | None:
    """The answer to one question; None for what is none."""
    try:
        query = dns.message.from_wire(packet)
        response = dns.message.make_response(query)
    except dns.exception.DNSException:
        return None
    if not query.question:
        return None
    question = query.question[0]
    name, kind = question.name.to_text().rstrip(".").casefold(), dns.rdatatype.to_text(question.rdtype)
    response.flags |= dns.flags.AA
    if (name, kind) in answers:
        response.answer.append(dns.rrset.from_text(question.name, _TTL, "IN", kind, *answers[name, kind]))
    elif all(name != known for known, _kind in answers):
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response.to_wire()
