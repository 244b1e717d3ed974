"""The command line, as a program calls it."""

import json

import pytest
from typer.testing import CliRunner

from allmende.base.forms import models, queries
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


@pytest.mark.parametrize(
    ("locale", "words"), [("en_GB.UTF-8", "for review"), ("de_DE.UTF-8", "zu prüfen"), ("C", "zu prüfen")]
)
def test_it_speaks_the_language_of_the_terminal(file, monkeypatch, locale, words):
    monkeypatch.setenv("LC_ALL", locale)
    result = run("import", file, "--dry-run")
    assert words in result.output


@pytest.mark.django_db
def test_a_code_list_is_supplied_as_csv_and_replaced(tenant, tmp_path):
    path = tmp_path / "staaten.csv"
    path.write_text("code;label\n000;Deutschland\n129;Frankreich\n", encoding="cp1252")
    assert json.loads(run("code-list", path, "--key", "urn:staat", "--json").stdout)["entries"] == 2
    path.write_text("000,Deutschland\n", encoding="utf-8")
    assert json.loads(run("code-list", path, "--key", "urn:staat", "--json").stdout)["entries"] == 1
    assert [entry.label for entry in queries.search_code_list("urn:staat")] == ["Deutschland"]


GENERICODE = """<?xml version="1.0"?><gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
<Identification><ShortName>staat</ShortName><LongName>Staaten</LongName><Version>2</Version>
<CanonicalUri>urn:staat</CanonicalUri><CanonicalVersionUri>urn:staat_2</CanonicalVersionUri></Identification>
<ColumnSet><Column Id="code"/><Column Id="name"/><Key><ColumnRef Ref="code"/></Key></ColumnSet>
<SimpleCodeList><Row><Value ColumnRef="code"><SimpleValue>000</SimpleValue></Value>
<Value ColumnRef="name"><SimpleValue>Deutschland</SimpleValue></Value></Row></SimpleCodeList></gc:CodeList>"""


@pytest.mark.django_db
def test_a_code_list_is_supplied_as_genericode(tenant, tmp_path):
    path = tmp_path / "staat.xml"
    path.write_text(GENERICODE)
    found = json.loads(run("code-list", path, "--json").stdout)
    assert found == {"key": "urn:staat_2", "title": "Staaten", "version": "2", "entries": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b";ohne\n", b"<a>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"a" * 300]
)
def test_a_broken_list_gets_one_line_and_keeps_nothing(tenant, tmp_path, content):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    result = run("code-list", path, "--key", "x", "--json")
    assert result.exit_code == 1
    assert list(json.loads(result.stdout)) == ["error"]
    assert not models.CodeList.objects.exists()


@pytest.mark.django_db
def test_a_hostile_file_keeps_nothing(tenant, tmp_path):
    path = tmp_path / "bomb.xdf3.xml"
    path.write_bytes(
        xdf.schema(xdf.field("F1", "Ort")).replace(b"?><x", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]><x')
    )
    result = run("import", path, "--json")
    assert (result.exit_code, list(json.loads(result.stdout))) == (1, ["error"])
    assert not models.Form.objects.exists()
