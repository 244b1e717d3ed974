"""Real servers for tests, each a process of its own that lives as long as its block."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from allmende.config.services import files_storage


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(200):
            with socket.socket() as link:
                if link.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                pytest.fail(f"{command[0]} ended with {process.returncode}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of a Valkey, or of a Redis, whose protocol is the same."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("neither Valkey nor Redis is installed (apt-get install redis-server)")
    port, folder = free_port(), tempfile.mkdtemp(prefix="allmende-valkey-")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    try:
        with running(command, port):
            yield f"redis://127.0.0.1:{port}/0"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bucket() -> Iterator[str]:
    """The URL of a bucket at an S3 server; whoever uses it makes the bucket."""
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask_cors") is None:
        pytest.skip("no S3 server is installed (Python packages moto, flask, flask-cors)")
    port = free_port()
    with running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port):
        url = f"s3+http://key:geheim@127.0.0.1:{port}/allmende"
        yield url


def storage_at(url: str) -> Any:
    """Django's storage at that bucket."""
    return storages.create_storage(files_storage(url, Path()))


def empty(url: str) -> None:
    """Lose everything in the bucket."""
    storage_at(url).bucket.objects.all().delete()
