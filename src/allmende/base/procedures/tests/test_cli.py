from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from allmende.base.procedures.cli import app

from .factories import MANIFEST, write


@pytest.fixture
def run(town):
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_import_export_and_diff(run, tmp_path):
    folder = write(tmp_path / "a")
    assert json.loads(run("import", folder, "--json").stdout)[0]["new"]
    assert not json.loads(run("import", folder, "--json").stdout)[0]["new"]
    assert run("export", "dog-tax", tmp_path / "b").exit_code == 0
    assert run("diff", "dog-tax", tmp_path / "b").exit_code == 0
    write(tmp_path / "b", decision="anders")
    differing = run("diff", "dog-tax", tmp_path / "b")
    assert differing.exit_code == 1
    assert "+anders" in differing.stdout


def test_check_names_what_does_not_fit(run, tmp_path):
    assert run("check", write(tmp_path / "good")).exit_code == 0
    bad = write(tmp_path / "bad", procedure=MANIFEST.replace("unit: tax", "unit: nowhere"))
    outcome = run("check", bad, "--json")
    assert outcome.exit_code == 1
    assert json.loads(outcome.stdout)[str(bad)][0]["code"] == "unit"


def test_a_folder_that_cannot_be_imported_says_why(run, tmp_path):
    outcome = run("import", tmp_path, "--json")
    assert outcome.exit_code == 1
    assert "procedure.yaml" in json.loads(outcome.stdout)[0]["errors"][0]


@pytest.mark.parametrize("command", ["check", "import", "export", "diff"])
def test_help_shows_an_example(run, command):
    assert "Example: allmende procedures" in " ".join(run(command, "--help").stdout.split())
