"""The process that completes a task is killed before each of its statements, and after the commit."""

import json
import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.db import connection


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it makes a database of its own, in SQLite")
@pytest.mark.faults
@pytest.mark.slow
def test_no_token_is_lost_or_doubled_by_a_kill(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLMENDE_")}
    environment |= {
        "ALLMENDE_VAR": str(tmp_path), "ALLMENDE_SECRET_KEY": "k" * 60, "ALLMENDE_HOSTS": "*",
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(), "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }  # fmt: skip
    command = [sys.executable, "-m", "allmende.base.workflow.tests.killing_moves"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["killed"] > 8
    assert (told["wrong"], told["all_done"], told["log"]) == ([], True, "")
