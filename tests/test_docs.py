"""The documentation is complete: every setting, every command, every check."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import typer
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


#: These run until stopped, or write a document of their own for programs.
WITHOUT_JSON = {
    "worker",
    "serve",
    "standin",
    "demo",
    "forms export",
    "processes export",
    "processes xes",
    "decisions export",
}


def leaves(command, path):
    """Every command below ``command``, with its words: ("forms import", …)."""
    below = getattr(command, "commands", {})
    for name, sub in below.items():
        yield from leaves(sub, f"{path} {name}")
    if not below:
        yield pytest.param(path, command, id=path)


ALL = [leaf for name in COMMANDS for leaf in leaves(typer.main.get_command(command_of(name)), name)]


@pytest.mark.parametrize(("path", "command"), ALL)
def test_every_command_shows_an_example_that_it_takes(path, command):
    shown = CliRunner().invoke(command_of(path.split()[0]), [*path.split()[1:], "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output
    (example,) = re.findall(rf"allmende {path}([^\n\"]*)", f"{command.help}\n{command.epilog or ''}")
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in example.split() if word.startswith("-")} <= known


@pytest.mark.parametrize(("path", "command"), ALL)
def test_what_a_program_would_read_comes_as_json(path, command):
    options = {option for parameter in command.params for option in parameter.opts}
    assert ("--json" in options) == (path not in WITHOUT_JSON)


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
