"""Every setting has a check with id and hint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from allmende.base.workflow.credentials.actions import set_credential
from allmende.config import checks_values, probes
from allmende.config.environment import Environment
from allmende.foundation.events.types import SYSTEM

SOURCE = Path(checks_values.__file__).parent


def found(settings, **changes) -> dict[str, str]:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=changes)
    items = [*run_checks(include_deployment_checks=True), *probes.findings()]
    return {item.id: item.hint for item in items if item.id.startswith("allmende.config")}


def test_every_setting_has_a_check():
    assert set(checks_values.COVERED) == set(Environment.model_fields)
    text = "".join(path.read_text() for path in SOURCE.glob("*.py") if path.name != "checks_values.py")
    text += (SOURCE / "checks_values.py").read_text().partition("@register")[2]
    ids = {key for keys in checks_values.COVERED.values() for key in keys}
    assert not [key for key in ids if key not in text]


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("E031", {"database_url": "mysql://x"}),
        ("E032", {"files_url": "http://x"}),
        ("E033", {"cache_url": "memcached://x"}),
        ("E034", {"clamav_socket": "/nowhere/clamd.sock"}),
        ("E035", {"email_url": "mail.example"}),
        ("W023", {"email_url": "smtp://127.0.0.1:1"}),
        ("E036", {"email_from": "noreply"}),
        ("E037", {"email_reply_domain": "post@musterstadt.example"}),
        ("E038", {"imap_url": "imaps://host/INBOX"}),
        ("W024", {"imap_url": "imap://a:b@127.0.0.1:1/INBOX"}),
        ("W039", {"imap_url": "imap://a:b@mail.invalid/INBOX"}),
        ("W025", {"email_tenant": "nowhere"}),
        ("W040", {"tls": True}),
        ("W041", {"workers": 500}),
        ("W042", {"log_level": "DEBUG"}),
    ],
)
def test_a_wrong_setting_is_named_with_a_hint(tenant, settings, key, changes):
    hint = found(settings, **changes)[f"allmende.config.{key}"]
    assert f"ALLMENDE_{next(iter(changes)).upper()}" in hint or key == "W040"


def test_a_credential_that_cannot_be_used_is_named(tenant, settings):
    stored = set_credential(
        name="gis", kind="bearer", origin="https://gis.example", secret="geheim", actor=SYSTEM
    )
    assert "ALLMENDE_CONNECTOR_HOSTS" in found(settings)["allmende.config.W045"]
    type(stored).objects.update(sealed="x")
    told = found(settings, connector_hosts="gis.example")
    assert "ALLMENDE_DATA_KEY" in told["allmende.config.W046"]
    assert "allmende.config.W045" not in told


def test_a_secret_in_a_setting_is_not_said(tenant, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
        update={"imap_url": "imap://a:geheim@127.0.0.1:1/geheim"}
    )
    assert "geheim" not in " ".join(item.msg for item in probes.findings())


@pytest.mark.parametrize(
    ("name", "value"), [("UPLOAD_LIMIT", "viel"), ("TIME_ZONE", "Europe/Musterstadt"), ("LANGUAGE", "fr")]
)
def test_a_setting_that_cannot_be_read_ends_the_program_with_a_sentence(tmp_path, name, value):
    environment = {**os.environ, "ALLMENDE_VAR": str(tmp_path), f"ALLMENDE_{name}": value}
    result = subprocess.run(
        [sys.executable, "-c", "from allmende.config.environment import read_environment; read_environment()"],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr.startswith("allmende.config.E000")
    assert f"ALLMENDE_{name}" in result.stderr
