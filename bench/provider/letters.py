"""10,000 personal letters by two workers, e-mails handed to a mail server; an institution's page by its link."""

from __future__ import annotations

import os
import socketserver
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from allmende.base.messages.models import OutgoingEmail
from allmende.base.records import rendering
from allmende.provider.offers.models import Contact, ContactRole, Institution, Offer, Variant
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions import actions as programmes
from allmende.provider.transitions.letters import actions
from allmende.provider.transitions.letters.batches import Batch
from allmende.provider.transitions.letters.links import tokens, valid_until
from allmende.provider.transitions.letters.models import Letter, Notice, PageLink
from allmende.provider.transitions.models import Programme
from bench.figure import Figure, at_most, at_most_times, memory_mb, pair_ms
from bench.robot import Robot
from bench.world import serving, serving_bare, working

SERVICES = ("Webhosting", "Internetanschluss", "Moodle")
ROLES = ("head", "it", "secretary", "body")


def figures(letters: int = 10_000) -> Iterator[Figure]:
    programme = world(letters // len(ROLES))
    notice = actions.prepare_notice(programme=programme, by=None, roles=ROLES)
    actions.release_notice(notice=notice, by=None)
    with mail_server() as port, patch.dict(os.environ, {"ALLMENDE_EMAIL_URL": f"smtp://127.0.0.1:{port}"}):
        seconds, early, late = announced(notice, letters)
    floor = bare(notice)
    yield at_most(
        f"{letters:,} letters: page, e-mail, PDF/A, by two workers", seconds, 180 * letters / 10_000, "s",
        floor=round(floor * letters / 2, 1), floor_is="Typst alone, on two cores",
    )  # fmt: skip
    yield at_most("what a worker's memory grows from a tenth of the letters to all", late - early, 16, "MB")
    yield from page(programme)


def world(schools: int) -> Programme:
    """Schools with a contact of each role, three services of which one is only moved; not announced yet."""
    offers = Offer.objects.bulk_create(Offer(key=f"brief-{n}", name=name) for n, name in enumerate(SERVICES))
    variants = Variant.objects.bulk_create(Variant(offer=one, key="eine", name="Eine") for one in offers)
    places = Institution.objects.bulk_create(
        [Institution(number=f"BRIEF-{n}", kind="school", name=f"Schule {n}", city="Stadt") for n in range(schools)],
        batch_size=500,
    )  # fmt: skip
    people = [
        Contact(number=f"brief-{n}", name=f"Kontakt {n}", email=f"brief{n}@schule.example")
        for n in range(schools * len(ROLES))
    ]
    Contact.objects.bulk_create(people, batch_size=500)
    ContactRole.objects.bulk_create(
        [
            ContactRole(contact=one, institution=places[n // len(ROLES)], role=ROLES[n % len(ROLES)])
            for n, one in enumerate(people)
        ],
        batch_size=500,
    )
    Resource.objects.bulk_create(
        [
            Resource(type="web_space", number=f"brief-{one.number}-{n}", name=f"www{n}.{one.number}.example",
                     institution=one, variant=variant)
            for one in places for n, variant in enumerate(variants)
        ],
        batch_size=500,
    )  # fmt: skip
    programme = programmes.create_programme(
        key="brief-bench", title="Umstellung der Schuldienste", by=None, reason="Die Vergabe ändert sich. " * 12,
        legal_basis="Vergaberecht, Steuerrecht",
    )  # fmt: skip
    for n, offer in enumerate(offers):
        programmes.save_measure(
            programme=programme, key=f"teil-{n}", by=None, kind="end", title=offer.name, offer=offer, order=n,
            what_changes="Der Dienst wird nicht mehr angeboten. " * 4, action_needed=n < 2,
            what_to_do="Bitte bemühen Sie sich um einen Umzug. " * 2 if n < 2 else "",
        )  # fmt: skip
    return programme


def announced(notice: Notice, letters: int) -> tuple[float, float, float]:
    """Seconds until all is written and handed over; the memory of a worker after a tenth, and at the end."""
    early, started = 0.0, time.perf_counter()
    with working(workers=2) as pids:
        while True:
            time.sleep(1)
            sent = OutgoingEmail.objects.filter(kind="programme_letter", state="sent").count()
            if sent >= letters // 10 and not early:
                early = max(memory_mb(pid) for pid in pids)
            if sent >= letters:
                break
            if time.perf_counter() - started > 3600:
                raise RuntimeError(f"{sent} of {letters} letters after an hour")
        return time.perf_counter() - started, early, max(memory_mb(pid) for pid in pids)


def bare(notice: Notice, count: int = 30) -> float:
    """Seconds of CPU that Typst alone takes for one of these letters."""
    batch = Batch(notice, Letter.objects.select_related("contact")[: count + 3])
    taken: list[float] = []
    compiled = rendering._compile

    def timed(*given: Any) -> bytes:
        start = time.process_time()
        content = compiled(*given)
        taken.append(time.process_time() - start)
        return content

    with patch.object(rendering, "_compile", timed):
        for letter in batch.letters:
            batch.written(letter)
    return sum(taken[3:]) / count


def page(programme: Programme) -> Iterator[Figure]:
    link = PageLink.objects.filter(programme=programme).select_related("institution")[0]
    new = PageLink(
        programme=programme,
        institution=link.institution,
        contact_id=link.contact_id,
        expires_at=valid_until(),
    )
    path = f"/u/{tokens([new])[new.pk]}/"
    new.save()
    with serving(workers=1) as server:
        visitor = Robot(server.port)
        answer = visitor.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf8") as file:
            file.write(answer.text)
            file.flush()
            with serving_bare(Path(file.name)) as bare_server:
                stranger = Robot(bare_server.port)
                value, floor = pair_ms(lambda: visitor.get(path), lambda: stranger.get("/"), runs=200)
    yield at_most_times(
        "an institution's page without account",
        value,
        2.5,
        "ms",
        floor=floor,
        floor_is="bare view of the same HTML",
    )


class _Sink(socketserver.BaseRequestHandler):
    """As much of a mail server (RFC 5321) as takes every e-mail; it reads in pieces, to cost the workers little."""

    server: _MailServer

    def handle(self) -> None:
        self.rest, recipient = b"", ""
        self.request.sendall(b"220 sink\r\n")
        while line := self._until(b"\r\n"):
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.partition(b":")[2].decode()
            if verb == b"DATA":
                self.request.sendall(b"354 go\r\n")
                if self._until(b"\r\n.\r\n"):
                    self.server.taken[recipient] += 1
            self.request.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return

    def _until(self, end: bytes) -> bytes:
        while end not in self.rest:
            try:
                piece = self.request.recv(65536)
            except ConnectionError:  # a worker was killed
                return b""
            if not piece:
                return b""
            self.rest += piece
        found, _end, self.rest = self.rest.partition(end)
        return found or b" "


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    taken: Counter[str]


@contextmanager
def mail_server(taken: Counter[str] | None = None) -> Iterator[int]:
    """A mail server on a free port; it counts in ``taken`` what came for whom."""
    with _MailServer(("127.0.0.1", 0), _Sink) as server:
        server.taken = Counter() if taken is None else taken
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
