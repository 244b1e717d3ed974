"""The migrations, one by one, end at the tables of today's models: all other tests begin with those at once."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import django; django.setup()
from django.core.management import call_command
from django.db.migrations.state import ProjectState
from allmende.demo.database import make_tables, quick_writes

# Where no relation changes ("delay"), and where a model is new, the others stay as they are: Django makes a hundred
# of them anew each time.
ProjectState._find_reload_model = lambda self, app, model, delay=False, full=ProjectState._find_reload_model: (
    {{(app, model)}} if delay or model not in self.apps.all_models[app] else full(self, app, model)
)
with quick_writes():
    {}
"""


def tables(var: Path, statement: str) -> dict[str, list[str]]:
    """Each table's and index's definition, as its words: the order of the columns is of no matter."""
    var.mkdir()
    environment = {
        **os.environ,
        "ALLMENDE_VAR": str(var),
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(),
        "ALLMENDE_SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-c", SCRIPT.format(statement)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    with closing(sqlite3.connect(next(var.glob("*.sqlite3")))) as database:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(re.findall(r"\w+|[^\w\s]", sql)) for name, sql in rows}


@pytest.mark.slow
@pytest.mark.skipif(
    bool(settings.ENVIRONMENT.database_url), reason="there the restore's test goes through them"
)
def test_migrations_and_models_end_at_the_same_tables(tmp_path):
    one_by_one = tables(tmp_path / "one", "call_command('migrate', verbosity=0)")
    assert one_by_one == tables(tmp_path / "two", "make_tables()")


def test_every_change_of_a_model_has_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
