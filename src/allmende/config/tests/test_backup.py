"""A backup is worth what its restore brings back: done with the real commands in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

from .servers import bucket, empty

SCRIPT = """
import django; django.setup()
from allmende.demo.database import make_tables
from django.core.management import call_command
from django.db import connection, transaction
if connection.vendor == "postgresql":  # as an installation does; beside SQLite tests/test_migrations.py does it
    call_command("migrate", verbosity=0)
make_tables()
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, DomainEvent
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant
class Written(DomainEvent):
    type = "test.written"
town = Tenant.objects.create(slug="musterstadt", name="Musterstadt")
with use_tenant(town), transaction.atomic():
    record(Written(), stream="test:1", actor=PUBLIC)
with use_tenant(town):
    from allmende.foundation.files.actions import store_bytes
    store_bytes(content=b"evidence", name="chip.txt", media_type="text/plain", owner="test:1")
"""

#: Each step is a command as it is typed, or a script. A process takes seconds to start: it takes more than one step.
STEPS = """
import shlex, sys
from allmende.config.cli import main
for step in sys.argv[1:]:
    if "import" in step:
        exec(step)
        continue
    sys.argv = shlex.split(step)
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
"""

LOSE = """
import django; django.setup()
from django.db import connection
connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
"""


@pytest.fixture(params=["folder", "bucket"])
def place(request, monkeypatch):
    """Where the files are: a folder below var, or a bucket at a real S3 server."""
    if request.param == "bucket" and settings.ENVIRONMENT.database_url:
        pytest.skip("where the files are has nothing to do with the database: tried beside SQLite")
    if request.param == "bucket":
        with bucket() as found:  # over TLS, as commands in processes of their own
            monkeypatch.setenv("ALLMENDE_FILES_URL", found.secure)
            monkeypatch.setenv("ALLMENDE_CA_FILE", found.authority)
            yield lambda: empty(found.url)
    else:
        yield lambda: None


@pytest.fixture
def run(tmp_path):
    (tmp_path / "var").mkdir()
    environment = {
        **os.environ,
        "ALLMENDE_VAR": str(tmp_path / "var"),
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(),
        "ALLMENDE_SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def call(*steps: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Commands and scripts, one after the other in a process of their own."""
        command = [sys.executable, "-c", STEPS, *steps]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=check)

    return call


@pytest.mark.slow
@pytest.mark.xdist_group("installation")
def test_what_was_backed_up_is_there_again_after_a_restore(place, run, tmp_path):
    archive = tmp_path / "backup.tar.gz"
    made = run("allmende files prepare", SCRIPT, f"allmende backup {archive} --json")
    assert json.loads(made.stdout[made.stdout.rindex("{") :])["files"] == 1
    if settings.ENVIRONMENT.database_url:
        run(LOSE)
    for lost in sorted((tmp_path / "var").rglob("*"), reverse=True):
        lost.rmdir() if lost.is_dir() else lost.unlink()
    place()
    run(f"allmende restore {archive} --yes")
    found = run("allmende events verify --json", "allmende files verify --json").stdout
    assert '"events": 1' in found
    assert '"damaged": []' in found


@pytest.mark.slow
@pytest.mark.xdist_group("installation")
def test_a_broken_archive_changes_nothing_and_says_so(run, tmp_path):
    broken: Path = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"\x1f\x8b not an archive")
    result = run(f"allmende restore {broken} --yes", check=False)
    assert result.returncode == 1
    assert "not a whole archive" in result.stderr
