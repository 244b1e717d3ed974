"""Who announces or imports is killed before one statement after the other: what is there at the end is right."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from .killing_letters import SCHOOLS

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the program says of announcing, and of importing."""
    given = os.environ.get("ALLMENDE_DATABASE_URL", "") if connection.vendor == "postgresql" else ""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLMENDE_")}
    environment |= {
        "ALLMENDE_VAR": str(tmp_path_factory.mktemp("killed")), "ALLMENDE_SECRET_KEY": "k" * 60, "ALLMENDE_HOSTS": "*",
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(), "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }  # fmt: skip
    if given:  # a database of its own, beside those of other tests
        import psycopg

        name = f"killed_letters_{os.getpid()}"
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        environment["ALLMENDE_DATABASE_URL"] = given.rpartition("/")[0] + "/" + name
    command = [sys.executable, "-m", "allmende.provider.transitions.letters.tests.killing_letters"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]


def test_killed_while_announcing_each_letter_goes_out_exactly_once(told):
    told = dict(told[0])
    assert told.pop("killed") > 5
    assert told == {
        "letters": SCHOOLS, "emails": SCHOOLS, "recipients": SCHOOLS, "links": [1], "files": SCHOOLS, "told": 1,
        "log": "",
    }  # fmt: skip


def test_an_import_that_was_killed_and_is_run_again_ends_as_if_nothing_had_been(told):
    told = told[1]
    assert told["cut_killed"] > 5
    assert told["cut_rows"] == told["whole_rows"]
    assert [len(rows) for rows in told["whole_rows"]] == [7, 4, 8, 6, 5]
    assert (told["cut_log"], told["whole_unfinished"]) == ("", 0)
    assert told["cut_unfinished"] >= 5, "the log says which imports were cut off"
