"""A small authoritative name server on loopback: answers what it was told, and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message

from allmende.standins.dns import Answers, reply


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
        except TimeoutError:
            continue
        response = reply(packet, answers)
        if response is not None:
            asked.append(dns.message.from_wire(packet).question[0].name.to_text().rstrip("."))
            udp.sendto(response, whence)
