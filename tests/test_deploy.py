"""The files in deploy/ name settings and commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from allmende.config.cli import COMMANDS
from allmende.config.environment import Environment
from allmende.config.services import files_storage

FOLDER = Path(__file__).resolve().parent.parent / "deploy"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".sh")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_there_exists(path):
    named = set(re.findall(r"\bALLMENDE_([A-Z_]+)\b", path.read_text(encoding="utf8"))) - {"PASSWORD"}
    assert named <= {name.upper() for name in Environment.model_fields}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_named_there_exists(path):
    text = path.read_text(encoding="utf8")
    called = re.findall(r"bin/allmende (\w+)|`allmende (\w+)|\[allmende, (\w+)|; allmende (\w+)", text)
    assert {word for words in called for word in words if word} <= {*COMMANDS, "django"}


def test_the_composed_services_fit_together(tmp_path):
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf8"))
    environment = compose["x-allmende"]["environment"]
    assert files_storage(environment["ALLMENDE_FILES_URL"].replace("$", ""), tmp_path)
    for name in re.findall(r"@?(?:@|//)([a-z0-9]+):\d+", " ".join(environment.values())):
        assert name in compose["services"]
    mounted = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", ())
    }
    assert {name for name in mounted if not name.startswith(".")} <= set(compose["volumes"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_every_line_of_the_units(tmp_path):
    for path in FOLDER.glob("allmende-*"):
        text = path.read_text(encoding="utf8").replace("/opt/allmende/bin/allmende", "/bin/true")
        text = re.sub("^(User|Group)=.*", r"\1=root", text, flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text, encoding="utf8")
    units = sorted(map(str, tmp_path.iterdir()))
    told = subprocess.run(["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True)
    ours = [line for line in told.stderr.splitlines() if "allmende-" in line]
    assert (told.returncode, ours) == (0, [])
