"""A backup is worth what its restore brings back: done with the real commands in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

SCRIPT = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, DomainEvent
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant
class Written(DomainEvent):
    type = "test.written"
town = Tenant.objects.create(slug="musterstadt", name="Musterstadt")
with use_tenant(town), transaction.atomic():
    record(Written(), stream="test:1", actor=PUBLIC)
storages["files"].save("musterstadt/ab/abc", ContentFile(b"evidence"))
"""


LOSE = """
import django; django.setup()
from django.db import connection
connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
"""


@pytest.fixture
def run(tmp_path):
    environment = {
        **os.environ,
        "ALLMENDE_VAR": str(tmp_path / "var"),
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(),
        "ALLMENDE_SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def call(*arguments: str, script: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script] if script else [sys.executable, "-m", "allmende", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=check)

    return call


@pytest.mark.slow
@pytest.mark.xdist_group("installation")
def test_what_was_backed_up_is_there_again_after_a_restore(run, tmp_path):
    run("django", "migrate", "-v0")
    run(script=SCRIPT)
    archive = tmp_path / "backup.tar.gz"
    run("backup", str(archive))
    if settings.ENVIRONMENT.database_url:
        run(script=LOSE)
    for lost in sorted((tmp_path / "var").rglob("*"), reverse=True):
        lost.rmdir() if lost.is_dir() else lost.unlink()
    run("restore", str(archive), "--yes")
    assert '"events": 1' in run("events", "verify", "--json").stdout
    assert (tmp_path / "var/files/musterstadt/ab/abc").read_bytes() == b"evidence"


@pytest.mark.slow
@pytest.mark.xdist_group("installation")
def test_a_broken_archive_changes_nothing_and_says_so(run, tmp_path):
    broken: Path = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"\x1f\x8b not an archive")
    result = run("restore", str(broken), "--yes", check=False)
    assert result.returncode == 1
    assert "not a whole archive" in result.stderr
