"""The log of the town, after all that happened in it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys

from .conftest import ROOT


def test_it_holds(town):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ALLMENDE_")}
    environment |= {"ALLMENDE_VAR": str(town.var), "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
                    "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
    verify = [sys.executable, "-m", "allmende", "events", "verify", "--json"]
    done = subprocess.run(verify, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {slug: log["fault"] for slug, log in found.items()} == {"musterstadt": None, "kleinau": None}
    assert found["musterstadt"]["events"] > 1000


def test_every_stream_can_go_on(town):
    """Also those that the demo's second process began: a stream without its head refuses what happens next."""
    with sqlite3.connect(town.var / "allmende.sqlite3") as database:
        last = "SELECT tenant_id, stream, max(seq) FROM events_event GROUP BY tenant_id, stream"
        heads = "SELECT tenant_id, stream, seq FROM events_streamhead"
        assert set(database.execute(last)) == set(database.execute(heads))
