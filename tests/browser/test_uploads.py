"""Files that somebody should not have sent, over real HTTP: a clear message, the draft intact, the memory too."""

from __future__ import annotations

import html
import http.client
import io
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bench.robot import ACTION, Page, Robot, hidden

from .conftest import Town
from .walk import enter, logins

MB = 1024 * 1024
CHIP = "276098106123456"
BORDER = "----allmende"
#: The workers may grow by so much while they refuse a file of 100 MB.
GROWTH_MB = 40


@pytest.fixture
def robot(town: Town) -> Robot:
    return Robot(town.port, host="musterstadt.localhost")


@pytest.fixture
def chip_page(robot: Robot) -> Page:
    """The page of a fresh draft that asks for the chip certificate, with the chip's number typed."""
    start = robot.get("/antrag/hundesteuer-anmeldung/")
    first = robot.submit(start, {}, having="data-once")
    page = robot.get(first.path.replace("/you/", "/chip/"))
    robot.submit(page, {"chip": CHIP, "_do": "back"}, having="_revision")
    return robot.get(page.path)


def parts(
    fields: dict[str, str], field: str, name: str, size: int, content: Iterator[bytes]
) -> tuple[int, Iterator[bytes]]:
    """Length and pieces of a multipart body with one file."""
    head = "".join(
        f'--{BORDER}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ) + (
        f'--{BORDER}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    first, last = head.encode(), f"\r\n--{BORDER}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield first
        yield from content
        yield last

    return len(first) + size + len(last), pieces()


def upload(robot: Robot, page: Page, name: str, content: bytes | tuple[int, Iterator[bytes]]) -> Page:
    """Send a file for the chip certificate, by the button beside it."""
    fields = {"chip": CHIP, "_do": "upload:chip_certificate"}
    return send_file(robot, page, "_revision", fields, "_file.chip_certificate", name, content)


def send_file(
    robot: Robot, page: Page, having: str, typed: dict[str, str], field: str, name: str,
    content: bytes | tuple[int, Iterator[bytes]],
) -> Page:  # fmt: skip
    """Post the form of ``page`` that contains ``having`` with a file, as a browser does; follows to where it leads."""
    form = next(form for form in page.forms() if having in form)
    action = ACTION.search(form)
    target = urljoin(page.path, html.unescape(action.group(1))) if action else page.path
    size, stream = (len(content), iter([content])) if isinstance(content, bytes) else content
    length, body = parts({**hidden(form), **typed}, field, name, size, stream)
    connection = http.client.HTTPConnection("127.0.0.1", robot.port, timeout=120)
    connection.request("POST", target, body, {
        "Host": f"{robot.host}:{robot.port}", "Origin": f"http://{robot.host}:{robot.port}", "Accept-Language": "de",
        "Cookie": "; ".join(f"{key}={value}" for key, value in robot.cookies.items()),
        "Content-Type": f"multipart/form-data; boundary={BORDER}", "Content-Length": str(length),
    })  # fmt: skip
    answer = connection.getresponse()
    if answer.status in (301, 302, 303):
        return robot.get((answer.getheader("Location") or "").partition("#")[0])
    return Page(answer.status, target, answer.read().decode("utf8"))


def message(page: Page) -> str:
    """The error beside the question, as text."""
    found = re.search(r'<p class="kern-error".*?</p>', page.text, re.S)
    return re.sub(r"<[^>]+>", "", found[0]) if found else ""


def memory_of_workers(town: Town) -> int:
    """Resident memory of all processes that listen on the town's port, in MB, their children included."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()]
    mine = {pid for pid, _parent, _rss, command in rows if f"serve --port {town.port}" in command}
    mine |= {pid for pid, parent, _rss, _command in rows if parent in mine}
    return sum(int(rss) for pid, _parent, rss, _command in rows if pid in mine) // 1024


def bomb() -> bytes:
    """A document of a few kilobytes that unpacks to hundreds of megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        with archive.open("content.xml", "w", force_zip64=True) as out:
            for _ in range(300):
                out.write(bytes(MB))
    return target.getvalue()


def photograph() -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(target, "JPEG")
    return target.getvalue()


def test_a_hundred_megabytes_are_refused_without_holding_them(town, robot, chip_page):
    before = memory_of_workers(town)
    size = 100 * MB
    page = upload(
        robot, chip_page, "film.jpg", (size, (b"\xff\xd8\xff\xe0" + bytes(MB - 4) for _ in range(100)))
    )
    assert page.status == 422
    assert "MB" in message(page)
    assert memory_of_workers(town) - before < GROWTH_MB
    assert f'value="{CHIP}"' in robot.get(chip_page.path).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chip.jpg", b"MZ\x90\x00 this is a program, not a photograph" * 50),
        ("chip.pdf", b"<html><script>alert(1)</script>" * 20),
        ("leer.jpg", b""),
    ],
    ids=["a program", "a page with code", "nothing at all"],
)
def test_what_is_no_evidence_is_refused_with_a_reason(robot, chip_page, name, content):
    page = upload(robot, chip_page, name, content)
    assert page.status == 422
    assert message(page).count(f"„{name}“") == 1
    after = robot.get(chip_page.path)
    assert name not in after.text
    assert f'value="{CHIP}"' in after.text


def test_a_bomb_is_not_unpacked(town):
    """A small document that would become a huge one, sent with a message to the office."""
    klara = enter(
        town, "musterstadt", next(one for one in logins(town, "musterstadt") if "mit Hund" in one["who"])
    ).robot
    case = re.search(r'href="(/meine-antraege/[A-Z0-9-]+/)"', klara.get("/meine-antraege/").text)[1]
    before = memory_of_workers(town)
    page = send_file(
        klara, klara.get(case), "body-message", {"body": "Hier der Nachweis."}, "files", "chip.odt", bomb()
    )
    assert page.status == 422
    assert "beim Entpacken zu groß" in message(page)
    assert "Hier der Nachweis." in page.text
    assert memory_of_workers(town) - before < GROWTH_MB


@pytest.mark.parametrize("name", ["../../etc/chip.jpg", "C:\\\\Fotos\\\\chip.jpg", "a/b/chip.jpg"])
def test_a_name_keeps_no_path(robot, chip_page, name):
    page = upload(robot, chip_page, name, photograph())
    shown = re.search(r'class="ap-file-name">([^<]+)', page.text)
    assert page.status == 200
    assert shown
    assert shown[1] == "chip.jpg"
    assert not list(Path(os.sep, "etc").glob("chip*"))
