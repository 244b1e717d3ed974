"""The log of the town, after all that happened in it."""

from __future__ import annotations

import json
import os
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
