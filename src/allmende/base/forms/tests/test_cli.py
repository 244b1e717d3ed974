"""The command line, as a program calls it."""

import json

import pytest
from typer.testing import CliRunner

from allmende.base.forms import models
from allmende.base.forms.cli import app

from . import xdf

RULES = ("Wenn F1 = Ja, dann zeige F2.", "Hier steht etwas anderes.")


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "probe.xdf3.xml"
    path.write_bytes(xdf.schema(xdf.field("F1", "Ja?", "bool"), xdf.field("F2", "Ort"), rules=RULES))
    return path


@pytest.mark.django_db
def test_an_import_reports_one_object_and_keeps_a_working_copy(tenant, file):
    result = run("import", file, "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert (report["id"], report["version"], report["name"]) == ("S00000000001", "1.0.0", "Probe")
    assert (report["fields"], report["groups"], report["code_lists"]) == (2, 0, 0)
    assert report["rules"] == {"total": 2, "executable": 1, "review": 1}
    assert models.Form.objects.get().reviews.get().text == RULES[1]


@pytest.mark.django_db
def test_an_open_review_stands_against_publishing(tenant, file):
    result = run("import", file, "--publish", "--json")
    assert result.exit_code == 1
    assert "error" in json.loads(result.stdout)


@pytest.mark.django_db
def test_without_a_municipality_it_reads_and_says_what_to_do(file):
    assert run("import", file, "--dry-run", "--json").exit_code == 0
    result = run("import", file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["fields"] == 2
    assert "--dry-run" in json.loads(result.stdout)["error"]


@pytest.mark.parametrize("content", [b"", b"<a>", b"{", b"\xff\xfe\x00", b"key: x", b"- a\n- b", b"<a" * 9])
def test_an_unreadable_file_gets_one_line(tmp_path, content):
    path = tmp_path / "broken.xml"
    path.write_bytes(content)
    result = run("import", path, "--dry-run", "--json")
    assert result.exit_code == 1
    assert list(json.loads(result.stdout)) == ["error"]
    assert "\n" not in json.loads(result.stdout)["error"]


def test_a_missing_file_gets_one_line(tmp_path):
    result = run("import", tmp_path / "nothing.xml", "--dry-run", "--json")
    assert result.exit_code == 1
    assert "nothing.xml" in json.loads(result.stdout)["error"]


@pytest.mark.django_db
def test_what_is_exported_can_be_imported(tenant, file, tmp_path):
    run("import", file)
    out = tmp_path / "form.json"
    assert run("export", "s00000000001", "-o", out).exit_code == 0
    before = models.Form.objects.get().draft
    assert run("import", out, "--json").exit_code == 0
    assert models.Form.objects.get().draft == before


@pytest.mark.django_db
def test_a_form_in_yaml_is_imported_and_published(tenant, tmp_path):
    path = tmp_path / "form.yaml"
    path.write_text("key: dog\ntitle: Hund\npages: [{key: a, label: A, items: [{type: text, key: name}]}]\n")
    assert json.loads(run("import", path, "--publish", "--json").stdout)["published"] == 1


def test_help_shows_an_example():
    assert "Example: allmende forms import" in run("import", "--help").stdout.replace("\n", " ")
