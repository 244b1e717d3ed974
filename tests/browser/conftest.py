"""Musterstadt, served in earnest: set up by ``allmende demo --small``, web and worker as processes, a real Chromium."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from allmende.standins.cli import STANDINS

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
#: What "allmende demo" does beside serving: the stand-ins run until they are told to stop.
SERVE_STANDINS = """
import signal
from pathlib import Path
from allmende.demo.standins import connect_towns, start_standins
signal.signal(signal.SIGTERM, signal.default_int_handler)
running = start_standins("127.0.0.1", {port})
try:
    connect_towns(running, {port})
    Path({connected!r}).touch()
    signal.pause()
except KeyboardInterrupt:
    pass
finally:
    for one in running:
        one.process.terminate()
"""
ASSETS = Path(os.environ.get("ALLMENDE_ASSETS", ROOT / "var" / "assets"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them share one Musterstadt, so they run in one process."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("musterstadt"))


@dataclass(frozen=True)
class Town:
    """A served municipality: ``at(path)`` is the full address; its stand-ins listen at the ports above its own."""

    port: int
    var: Path
    host: str = "musterstadt.localhost"

    def standin(self, name: str) -> str:
        """The address of a stand-in, without a slash at the end."""
        return f"http://localhost:{self.port + 1 + list(STANDINS).index(name)}"

    def at(self, path: str = "/", host: str = "") -> str:
        return f"http://{host or self.host}:{self.port}{path}"


def free_ports(count: int) -> int:
    """The first of so many free ports in a row."""
    for first in range(20_000 + os.getpid() % 20_000, 60_000, count):
        probes = [socket.socket() for _ in range(count)]
        try:
            for number, probe in enumerate(probes):
                probe.bind(("127.0.0.1", first + number))
            return first
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
    raise RuntimeError("no free ports")


# Both end with the last of these tests: the event loop of Playwright and the town's processes trouble nobody else.
@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    running = os.environ.get(
        "ALLMENDE_TEST_TOWN"
    )  # "8000:var": a demo that runs already, while writing tests
    if running:
        number, _, folder = running.partition(":")
        yield Town(int(number), Path(folder))
        return
    var = tmp_path_factory.mktemp("musterstadt")
    if ASSETS.is_dir():
        (var / "assets").symlink_to(ASSETS)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ALLMENDE_")}
    environment |= {"ALLMENDE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
                    "PYTHONPATH": str(ROOT / "src"), "ALLMENDE_DEBUG": "0"}  # fmt: skip
    allmende = [sys.executable, "-m", "allmende"]
    port = free_ports(1 + len(STANDINS))
    environment |= {"SERVE": "0", "PORT": str(port), "SMALL": "1", "SCHOOLS": "100"}
    subprocess.run([*allmende, "demo"], env=environment, check=True, capture_output=True)
    web = subprocess.Popen(
        [*allmende, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    worker = subprocess.Popen([*allmende, "worker", "--interval", "0.2"], env=environment)
    standins = subprocess.Popen(
        [*allmende, "django", "shell", "-c", SERVE_STANDINS.format(port=port, connected=str(var / "connected"))],
        env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        for name in STANDINS:
            _wait(port + 1 + list(STANDINS).index(name), "/_faults")
        while not (var / "connected").exists():
            assert standins.poll() is None, "the towns could not be connected with the stand-ins"
            time.sleep(0.1)
        yield Town(port, var)
    finally:
        for process in (web, worker, standins):
            process.send_signal(signal.SIGTERM)
        for process in (web, worker, standins):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, path: str = "/healthz") -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path, headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Its event loop stays in this process, where Django would refuse the database to tests that come later.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, town: Town) -> Iterator[Callable[..., Any]]:
    """``visit(360)``: a page of a browser of its own, so many pixels wide, in German; knows no other's cookies."""
    contexts = []

    def open_page(width: int, **options: Any) -> Any:
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": 800}, locale="de-DE", base_url=town.at(""), **options
            )
        )
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The dog's chip certificate, as a photograph: the path of a JPEG."""
    from PIL import Image

    file = tmp_path_factory.mktemp("papers") / "chip.jpg"
    Image.new("RGB", (800, 600), "white").save(file)
    return str(file)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the npm packages of the set-up."""
    source = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        pytest.skip("axe-core is not installed: run 'npm ci'")
    return source.read_text(encoding="utf8")
