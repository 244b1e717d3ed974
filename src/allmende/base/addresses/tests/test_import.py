import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from allmende.base.addresses.cli import app
from allmende.base.addresses.models import Area, HouseNumber, Street
from allmende.base.addresses.queries import find

REGISTER = Path("../shared/data/addresses/essen-house-numbers.csv")
HEAD = "street_key,street,number,suffix,easting_zone32,northing\n"
ROW = "3218,Viermännerhöfe,5,A,32364929.259,5706340.464\n"


@pytest.fixture
def run(tenant, tmp_path):
    def run(text, *options, command="import"):
        file = tmp_path / "register.csv"
        file.write_text(text, "utf-8")
        return CliRunner().invoke(app, [command, str(file), *options])

    return run


def report(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_zone_prefix_goes_and_degrees_come(run):
    run(HEAD + ROW)
    house = HouseNumber.objects.get()
    assert (house.x, house.y) == (364929.259, 5706340.464)
    assert (round(house.lat, 4), round(house.lon, 4)) == (51.4921, 7.0543)


def test_a_second_import_changes_nothing(run):
    run(HEAD + ROW)
    told = report(run(HEAD + ROW, "--json"))
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 1)


def test_a_renamed_street_keeps_its_houses(run):
    run(HEAD + ROW)
    run(HEAD + ROW.replace("Viermännerhöfe", "Neue Höfe"))
    assert find("neue höfe", "5a")
    assert Street.objects.count() == 1


def test_unusable_rows_are_told_with_line_and_reason(run):
    rows = [
        "1,A,,,32364929,5706340",
        "1,A,1,,x,5706340",
        "1,A,1,,364929,1",
        "1,,1,,364929,5706340",
        ",A,1,,364929,5706340",
    ]
    rows += ["1,A,1,,31364929,5706340", "1,A,1,,364929,5706340", "1,A,1,,364929,5706340"]
    refused = report(run(HEAD + "\n".join(rows) + "\n", "--json"))["refused"]
    assert [(row["line"], row["reason"].split("(")[0].strip()) for row in refused] == [
        (2, "has no house number that can be read"),
        (3, "easting 'x' or northing '5706340' is no number"),
        (4, ""),
        (5, "has no name of a street"),
        (6, "has no street key of 1 to 20 characters"),
        (7, "easting 31364929 is in zone 31, not 32 or 33"),
        (9, "is the same house number as line 8"),
    ]
    assert HouseNumber.objects.count() == 1


def test_a_dry_run_changes_nothing(run):
    assert report(run(HEAD + ROW, "--dry-run", "--json"))["created"] == 1
    assert not Street.objects.exists()


def test_areas_come_from_geojson(run):
    ring = [[8.99, 49.6], [9.01, 49.6], [9.01, 49.7], [8.99, 49.6]]
    feature = {
        "properties": {"key": "d", "name": "D", "inhabitants": 7},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    told = report(
        run(
            json.dumps({"features": [feature, {"properties": {}}, 7]}),
            "--kind",
            "district",
            "--json",
            command="areas",
        )
    )
    assert (told["areas"], [row["line"] for row in told["refused"]]) == (1, [2, 3])
    assert Area.objects.get().data == {"inhabitants": 7}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type": "Feature"}'])
def test_what_is_no_geojson_gets_one_clear_message(run, text):
    result = run(text, "--kind", "district", command="areas")
    assert result.exit_code == 1
    assert "is no GeoJSON FeatureCollection" in result.stderr.replace("\n", " ")


@pytest.mark.skipif(not REGISTER.exists(), reason="the register is not here")
def test_a_real_register_is_imported(tenant):
    told = report(CliRunner().invoke(app, ["import", str(REGISTER), "--json"]))
    assert (told["rows"], told["streets"], told["created"]) == (1000, 29, 971)
    assert {row["reason"] for row in told["refused"]} == {"has no house number that can be read ('')"}
