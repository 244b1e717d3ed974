"""A small installation to measure on: tables, one municipality, one office; and a served one."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from allmende.base.procedures.actions import import_folder
from allmende.base.procedures.models import ProcedureVersion
from allmende.demo.database import make_tables
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.actions import save_tenant
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

HOST = "localhost"
ASSETS = Path(__file__).resolve().parent.parent / "var" / "assets"


@contextmanager
def municipality(*, collect: bool = True) -> Iterator[Tenant]:
    """Fresh tables and the tenant "bench", made current; with styles and scripts where ``collect``."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if ASSETS.is_dir() and not (settings.VAR / "assets").exists():
        (settings.VAR / "assets").symlink_to(ASSETS)
    make_tables()
    if collect:
        call_command("collectstatic", interactive=False, verbosity=0)
    with use_tenant(save_tenant(slug="bench", name="Bench", state="HE", hosts=[HOST, "127.0.0.1"])) as tenant:
        yield tenant


@dataclass(frozen=True)
class Served:
    """A running server: its port and the processes that answer."""

    port: int
    workers: list[int]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*, workers: int = 2) -> Iterator[Served]:
    """``allmende serve`` in processes of its own, ready to answer."""
    port = free_port()
    command = [sys.executable, "-m", "allmende", "serve", "--port", str(port), "--workers", str(workers)]
    with _running(command, port) as server:
        yield server


@contextmanager
def serving_bare(html: Path) -> Iterator[Served]:
    """``bench.bare`` with one process of the same server."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", "2", "--no-access-log", "bench.bare:application"]  # fmt: skip
    with _running(command, port, BARE_HTML=str(html)) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, **environment: str) -> Iterator[Served]:
    from .figure import children

    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    try:
        _wait_until_ready(process, port)
        yield Served(port, children(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz", headers={"Host": HOST})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@contextmanager
def working(*, workers: int = 1) -> Iterator[list[int]]:
    """``allmende worker`` in processes of its own."""
    command = [sys.executable, "-m", "allmende", "worker", "--interval", "0.1"]
    running = [subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ) for _ in range(workers)]
    try:
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def procedure(form: dict[str, Any]) -> ProcedureVersion:
    """A procedure with ``form`` and a process of one user task, imported from a folder as any other."""
    from allmende.base.directory.models import Unit
    from allmende.base.records.models import FilingPlanEntry

    FilingPlanEntry.objects.get_or_create(key="10.1", defaults={"title": "Bench", "retention_years": 10})
    Unit.objects.get_or_create(key="office", defaults={"name": "Bench office"})
    manifest = {
        "key": form["key"], "name": form["title"], "unit": "office", "form": "form.json", "process": "process.bpmn",
        "filing_plan": "10.1",
        "deadline": {"working_days": 20},
        "customer": {"family_name": "g0.f0", "email": "g0.f5"},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "procedure.yaml").write_text(json.dumps(manifest))
        (folder / "form.json").write_text(json.dumps(form))
        (folder / "process.bpmn").write_text(PROCESS)
        return import_folder(folder, SYSTEM)


PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1"
  id="d" targetNamespace="urn:allmende:bench">
  <bpmn:process id="p" name="Decide" isExecutable="true">
    <bpmn:startEvent id="start"/>
    <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="decide"/>
    <bpmn:userTask id="decide" name="Decide" allmende:unit="office"/>
    <bpmn:sequenceFlow id="b" sourceRef="decide" targetRef="end"/>
    <bpmn:endEvent id="end"/>
  </bpmn:process>
</bpmn:definitions>
"""
