"""The server is killed while applications are being sent: what was acknowledged exists exactly once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

#: The children die at steps drawn from a fixed seed: the same on every machine.
ROUNDS = 200


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    root = Path(__file__).resolve().parent.parent
    environment = {
        **os.environ,
        "ALLMENDE_VAR": str(tmp_path_factory.mktemp("killed")),
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(),
        "ALLMENDE_SECRET_KEY": "k" * 60,
        "ALLMENDE_HOSTS": "*",
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")]),
    }
    url = environment.get("ALLMENDE_DATABASE_URL", "")
    if url:  # a database of its own, beside those of other tests
        import psycopg

        name = f"killed_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        environment["ALLMENDE_DATABASE_URL"] = url.rpartition("/")[0] + "/" + name
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(ROUNDS)],
        check=False, env=environment, capture_output=True, text=True, cwd=root,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("installation")]


def test_the_killing_happened_while_sending(report):
    killed_before_it_was_kept = ROUNDS - report["sent_before_pressing_again"]
    killed_before_it_was_told = report["sent_before_pressing_again"] - report["acknowledged"]
    assert killed_before_it_was_kept > ROUNDS / 2
    assert killed_before_it_was_told > 0


def test_what_was_acknowledged_is_there(report):
    assert report["lost"] == []


def test_each_application_exists_exactly_once_after_pressing_again(report):
    assert report["cases"] == ROUNDS


def test_no_case_is_half_made(report):
    assert (report["without_record"], report["without_process"], report["without_conversation"]) == (0, 0, 0)


def test_the_log_holds(report):
    assert report["log"] == "holds"
