import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import Http404

from allmende.foundation.events.queries import timeline
from allmende.foundation.files import checks
from allmende.foundation.files.errors import FileBlockedError, FileRefusedError
from allmende.foundation.files.models import ScanState, StoredFile
from allmende.foundation.files.queries import open_file
from allmende.foundation.files.upkeep import scan_waiting
from allmende.foundation.files.views import serve_file

from .factories import EICAR, PDF, receive


class StandIn:
    """A server that speaks clamd's INSTREAM and finds one signature."""

    def __init__(self) -> None:
        self.path = str(Path(tempfile.mkdtemp(prefix="clam")) / "clamd.sock")
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.path)
        self.server.listen()
        self.answer: bytes | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                command = b""
                while not command.endswith(b"\0"):
                    command += stream.read(1)
                if command == b"zPING\0":
                    link.sendall(b"PONG\0")
                    continue
                content = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    content += stream.read(size)
                found = b"stream: Eicar-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0"
                link.sendall(self.answer or found)


@pytest.fixture
def clamd(settings) -> Iterator[StandIn]:
    server = StandIn()
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"clamav_socket": server.path})
    yield server
    server.server.close()


def test_without_a_scanner_a_file_is_marked_and_can_be_opened(tenant):
    stored = receive(PDF, "a.pdf")
    assert stored.scan_state == ScanState.UNSCANNED
    assert open_file(stored).read() == PDF


def test_a_clean_file_is_marked_clean(tenant, clamd):
    assert receive(PDF * 5000, "a.pdf").scan_state == ScanState.CLEAN


def test_an_infected_file_is_not_taken(tenant, clamd):
    with pytest.raises(FileRefusedError) as refused:
        receive(EICAR, "a.txt")
    assert refused.value.code == "infected"
    assert not StoredFile.objects.exists()


def test_a_virus_found_later_closes_the_file_for_everyone(tenant, settings):
    stored = receive(EICAR, "a.txt", owner="case:1")
    clamd = StandIn()
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"clamav_socket": clamd.path})
    assert scan_waiting() == 1
    stored.refresh_from_db()
    assert stored.scan_state == ScanState.INFECTED
    with pytest.raises(FileBlockedError):
        open_file(stored)
    with pytest.raises(Http404):
        serve_file(stored)
    assert [event.type for event in timeline("case:1")] == ["files.infected"]


def test_while_the_scanner_is_away_new_files_stay_closed(tenant, clamd):
    clamd.answer = b"INSTREAM size limit exceeded. ERROR\0"
    stored = receive(PDF, "a.pdf")
    assert stored.scan_state == ScanState.UNSCANNED
    with pytest.raises(FileBlockedError):
        open_file(stored)
    clamd.answer = None
    scan_waiting()
    stored.refresh_from_db()
    assert open_file(stored).read() == PDF


def test_the_check_tells_whether_the_scanner_answers(clamd, settings):
    assert checks.check_scanner(None) == []
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"clamav_socket": "/nonexistent"})
    assert [found.id for found in checks.check_scanner(None)] == ["allmende.files.W001"]


def test_production_is_told_that_nothing_is_scanned():
    assert [found.id for found in checks.check_scanned(None)] == ["allmende.files.W002"]
