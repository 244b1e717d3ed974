"""The documentation is complete: every setting, every command, every check."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from allmende.config.cli import COMMANDS, command_of
from allmende.config.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
OPERATING = ROOT / "docs" / "operating.md"


@pytest.mark.parametrize("name", sorted(Environment.model_fields))
def test_every_setting_is_documented(name):
    assert f"`ALLMENDE_{name.upper()}`" in OPERATING.read_text(encoding="utf8")


def test_no_setting_is_documented_that_does_not_exist():
    documented = set(re.findall(r"`ALLMENDE_([A-Z_]+)`", OPERATING.read_text(encoding="utf8")))
    assert documented == {name.upper() for name in Environment.model_fields}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_shows_an_example(name):
    shown = CliRunner().invoke(command_of(name), ["--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output or "Commands" in shown.output


def test_english_and_german_readme_have_the_same_sections():
    def sections(name: str) -> int:
        return len(re.findall(r"^##", (ROOT / name).read_text(encoding="utf8"), re.MULTILINE))

    assert sections("README.md") == sections("README.de.md")


def test_nothing_names_a_registry():
    hosts = ("pypi" + ".org", "npmjs" + ".org", "registry" + ".npm", "files.python" + "hosted")
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    naming = [
        name
        for name in listed.splitlines()
        if (ROOT / name).is_file() and any(host in (ROOT / name).read_text(errors="ignore") for host in hosts)
    ]
    assert not naming
