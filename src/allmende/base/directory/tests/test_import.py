import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from allmende.base.directory.cli import app
from allmende.base.directory.models import Service, Topic

from .factories import make_service

CATALOGUE = Path("../shared/data/services/leistungen.csv")
HEAD = "leika_key,name,type,ozg_service,ozg_key,life_situation,subject\n"


@pytest.fixture
def run(tenant, tmp_path):
    def run(text, *options, encoding="utf-8"):
        file = tmp_path / "catalogue.csv"
        file.write_bytes(text.encode(encoding))
        return CliRunner().invoke(app, ["import", str(file), *options])

    return run


def report(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_it_imports_and_says_so(run):
    told = report(run(HEAD + "99102013000000,Hundesteuer,4,Hundehaltung,10160,Tierhaltung,Hobby\n", "--json"))
    assert (told["rows"], told["created"], told["refused"]) == (1, 1, [])
    service = Service.objects.get()
    assert (service.slug, service.life_situation.name, service.audiences) == (
        "hundesteuer",
        "Tierhaltung",
        ["citizen"],
    )


def test_a_second_import_changes_nothing(run):
    text = HEAD + "99102013000000,Hundesteuer,4,,,Tierhaltung,Hobby\n,Ohne Schlüssel,4,,,,\n"
    run(text)
    before = list(Service.objects.order_by("pk").values())
    assert report(run(text, "--json"))["unchanged"] == 2
    assert list(Service.objects.order_by("pk").values()) == before


def test_a_changed_name_is_updated_under_the_same_address(run):
    run(HEAD + "99102013000000,Hundesteuer,4,,,,\n")
    assert report(run(HEAD + "99102013000000,Steuer für Hunde,4,,,,\n", "--json"))["updated"] == 1
    assert Service.objects.get(slug="hundesteuer").name == "Steuer für Hunde"


def test_texts_kept_here_are_not_overwritten(run):
    make_service(leika_key="99102013000000")
    run(HEAD + "99102013000000,Hundesteuer,4,Hundehaltung,10160,,\n")
    service = Service.objects.get()
    assert (service.name, service.group) == ("Hundesteuer – Anmeldung", "Hundehaltung")


def test_a_service_kept_here_is_not_doubled_by_its_name(run):
    make_service("Personalausweis", "personalausweis", leika_key="99115001000000")
    run(HEAD + "99115002000000,Personalausweis,4,,,,\n")
    assert Service.objects.get().leika_key == "99115001000000"


def test_unusable_rows_are_told_with_line_and_reason(run):
    rows = [
        "123,Kurz,,,,,",
        "99102013000000,A,,,,,",
        "99102013000000,B,,,,,",
        ",,4,,,,",
        ",zu,viele,,,,,,,",
        ',"a"b,,,,,',
    ]
    refused = report(run(HEAD + "\n".join(rows) + "\n", "--json"))["refused"]
    assert {row["line"]: row["reason"] for row in refused} == {
        2: "LeiKa key '123' does not have 14 digits",
        4: "has the same LeiKa key as line 3",
        5: "has no name",
        6: "has 10 columns, 7 are expected",
        7: "broken quotation marks or separators (',' expected after '\"')",
    }
    assert Service.objects.count() == 1


def test_a_dry_run_changes_nothing(run):
    assert report(run(HEAD + ",Neu,,,,,\n", "--dry-run", "--json"))["created"] == 1
    assert not Service.objects.exists()
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        ("key;title\n1;2\n", "utf-8", "has no column leika_key, name"),
        (HEAD + ",Straße,,,,,\n", "cp1252", "is not UTF-8"),
        ("", "utf-8", "is empty"),
        ("a\0b", "utf-8", "is not a text file"),
    ],
)
def test_an_unusable_file_gets_one_clear_message(run, text, encoding, message):
    result = run(text, encoding=encoding)
    assert result.exit_code == 1
    assert message in result.stderr.replace("\n", " ")


def test_other_encodings_and_separators_are_read(run):
    run("leika_key;name\n;Straße\n", "--encoding", "cp1252", encoding="cp1252")
    run("leika_key\tname\n\tPlatz\n", encoding="utf-16")
    assert set(Service.objects.values_list("name", flat=True)) == {"Straße", "Platz"}


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue is not here")
def test_the_real_catalogue_is_imported_in_time(tenant):
    told = report(CliRunner().invoke(app, ["import", str(CATALOGUE), "--json"]))
    assert told["created"] + len(told["refused"]) == told["rows"] == 5225
    assert [row["line"] for row in told["refused"]] == [4522]
    assert told["seconds"] < 20
