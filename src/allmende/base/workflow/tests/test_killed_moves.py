"""Processes that move others are killed before each of their statements, and after the commit."""

import json
import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.db import connection

MOVES = ("completion", "end", "timer", "message", "service", "other system", "return", "escalation")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    given = os.environ.get("ALLMENDE_DATABASE_URL", "") if connection.vendor == "postgresql" else ""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLMENDE_")}
    environment |= {
        "ALLMENDE_VAR": str(tmp_path_factory.mktemp("killed")), "ALLMENDE_SECRET_KEY": "k" * 60, "ALLMENDE_HOSTS": "*",
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(), "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }  # fmt: skip
    if given:  # a database of its own, beside those of other tests
        import psycopg

        name = f"killed_moves_{os.getpid()}"
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        environment["ALLMENDE_DATABASE_URL"] = given.rpartition("/")[0] + "/" + name
    command = [sys.executable, "-m", "allmende.base.workflow.tests.killing_moves"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize("move", MOVES)
def test_no_token_is_lost_or_doubled_by_a_kill(told, move):
    assert told["killed"][move] > 5
    assert [trouble for trouble in told["wrong"] if trouble[0] == move] == []


@pytest.mark.faults
@pytest.mark.slow
def test_no_action_goes_without_its_record_and_a_step_has_one_key(told):
    assert (set(told["killed"]), told["keys"], told["log"]) == (set(MOVES), 1, "")
