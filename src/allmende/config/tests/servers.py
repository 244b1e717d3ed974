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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from allmende.base.messages.tests.certificates import make_certificates
from allmende.config.services import files_storage


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


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


@dataclass(frozen=True)
class Served:
    """One server's URLs, without TLS and with it, and the authority that vouches for it at 127.0.0.1."""

    url: str
    secure: str
    authority: str


@contextmanager
def valkey() -> Iterator[Served]:
    """A Valkey, or a Redis, whose protocol is the same."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("neither Valkey nor Redis is installed (apt-get install redis-server)")
    port, secure = free_ports()
    with tempfile.TemporaryDirectory(prefix="allmende-valkey-") as folder:
        authority = make_certificates(Path(folder))
        ours = ["--tls-cert-file", f"{folder}/cert.pem", "--tls-key-file", f"{folder}/key.pem"]
        command = [program, "--port", str(port), "--tls-port", str(secure), *ours, "--tls-auth-clients", "no"]
        with running([*command, "--bind", "127.0.0.1", "--save", "", "--dir", folder], port):
            yield Served(f"redis://127.0.0.1:{port}/0", f"rediss://127.0.0.1:{secure}/0", str(authority))


#: moto's server listens at one port: here are two, before the same buckets.
S3_SERVER = """
import sys
from threading import Thread
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
port, secure, folder = sys.argv[1:]
s3 = DomainDispatcherApplication(create_backend_app)
ours = (folder + "/cert.pem", folder + "/key.pem")
over_tls = make_server("127.0.0.1", int(secure), s3, threaded=True, ssl_context=ours)
Thread(target=over_tls.serve_forever, daemon=True).start()
make_server("127.0.0.1", int(port), s3, threaded=True).serve_forever()
"""


@contextmanager
def bucket() -> Iterator[Served]:
    """A bucket at an S3 server; whoever uses it makes the bucket."""
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask_cors") is None:
        pytest.skip("no S3 server is installed (Python packages moto, flask, flask-cors)")
    port, secure = free_ports()
    with tempfile.TemporaryDirectory(prefix="allmende-s3-") as folder:
        authority = make_certificates(Path(folder))
        with running([sys.executable, "-c", S3_SERVER, str(port), str(secure), folder], port):
            yield Served(
                f"s3+http://key:geheim@127.0.0.1:{port}/allmende",
                f"s3://key:geheim@127.0.0.1:{secure}/allmende",
                str(authority),
            )


def storage_at(url: str, ca_file: str = "") -> Any:
    """Django's storage at that bucket."""
    return storages.create_storage(files_storage(url, Path(), ca_file))


def empty(url: str) -> None:
    """Lose everything in the bucket."""
    storage_at(url).bucket.objects.all().delete()
