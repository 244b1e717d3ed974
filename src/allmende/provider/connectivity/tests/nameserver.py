"""A small authoritative name server on loopback: answers what it was told, and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Answers = Mapping[tuple[str, str], list[str]]


@contextmanager
def name_server(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """Address as ``ALLMENDE_DNS_SERVER`` takes it, and the names that were asked for; ends with its block."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    udp.settimeout(0.1)
    asked: list[str] = []
    over = threading.Event()
    thread = threading.Thread(target=_serve, args=(udp, answers, asked, over), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{udp.getsockname()[1]}", asked
    finally:
        over.set()
        thread.join(5)
        udp.close()


def _serve(udp: socket.socket, answers: Answers, asked: list[str], over: threading.Event) -> None:
    while not over.is_set():
        try:
            packet, whence = udp.recvfrom(4096)
            query = dns.message.from_wire(packet)
        except (TimeoutError, dns.exception.DNSException):
            continue
        question = query.question[0]
        name, kind = question.name.to_text().rstrip("."), dns.rdatatype.to_text(question.rdtype)
        asked.append(name)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        if (name, kind) in answers:
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *answers[name, kind]))
        elif all(name != known for known, _kind in answers):
            response.set_rcode(dns.rcode.NXDOMAIN)
        udp.sendto(response.to_wire(), whence)
