"""``allmende addresses``: import streets, house numbers and areas."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db import transaction

from allmende.foundation.cli import (
    JsonOption,
    TenantOption,
    chosen_tenant,
    console,
    fail,
    print_json,
    progress_bar,
)
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tables import Refusal, TableError, read_table

from .actions import import_addresses, save_area
from .areas import PolygonError
from .register import COLUMNS, read_entries

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The address register of a municipality.",
)
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only report; change nothing.")]
#: So many refused rows are shown on the screen; --json has them all.
_SHOWN = 20


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A CSV file whose first line names the columns.")],
    tenant: TenantOption = "",
    encoding: Annotated[str, typer.Option(help="Encoding of the file, where it is not UTF-8.")] = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import streets and house numbers with coordinates; a second run changes only what the file has changed.

    Columns: street_key, street, number, easting_zone32, northing (needed); suffix, postcode. Coordinates are
    ETRS89/UTM (EPSG:25832), the easting with or without its zone prefix 32. Rows that cannot be used are
    listed with line and reason.

    Example: allmende addresses import house-numbers.csv --tenant musterstadt
    """
    started = time.monotonic()
    with chosen_tenant(tenant):
        try:
            entries, refused = read_entries(read_table(file, required=COLUMNS, encoding=encoding))
        except TableError as error:
            raise fail(str(error)) from None
        with progress_bar("House numbers", len(entries), quiet=as_json) as advance, transaction.atomic():
            report = import_addresses(entries=entries, refused=refused, actor=SYSTEM, advance=advance)
            transaction.set_rollback(dry_run)
    counts = {"rows": report.rows, "streets": report.streets, "created": report.created}
    counts |= {"updated": report.updated, "unchanged": report.unchanged}
    _tell(counts, report.refused, dry_run=dry_run, as_json=as_json, seconds=time.monotonic() - started)


@app.command("areas")
def areas_command(
    file: Annotated[Path, typer.Argument(help="A GeoJSON FeatureCollection of polygons.")],
    kind: Annotated[str, typer.Option(help="What the areas are: district, parking-zone, …")],
    tenant: TenantOption = "",
    metres: Annotated[
        bool, typer.Option("--metres", help="Positions are EPSG:25832, not degrees (RFC 7946).")
    ] = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import areas: each feature has the properties "key" and "name" and a Polygon or MultiPolygon.

    Example: allmende addresses areas districts.geojson --kind district --tenant musterstadt
    """
    started = time.monotonic()
    features = _features(file)
    refused: list[Refusal] = []
    with chosen_tenant(tenant), transaction.atomic():
        for number, feature in enumerate(features, start=1):
            try:
                _save_feature(feature, kind=kind, degrees=not metres)
            except (PolygonError, KeyError, TypeError, AttributeError) as error:
                reason = f"lacks {error}" if isinstance(error, KeyError) else str(error)
                refused.append(Refusal(number, reason, str(feature)[:80]))
        transaction.set_rollback(dry_run)
    counts = {"areas": len(features) - len(refused)}
    _tell(counts, refused, dry_run=dry_run, as_json=as_json, seconds=time.monotonic() - started)


def _features(file: Path) -> list[Any]:
    try:
        collection = json.loads(file.read_text("utf-8-sig"))
        features: list[Any] = collection["features"]
    except OSError:
        raise fail(f"{file} cannot be read.") from None
    except (ValueError, KeyError, TypeError):
        raise fail(f"{file.name} is no GeoJSON FeatureCollection.") from None
    return features


def _save_feature(feature: dict[str, Any], *, kind: str, degrees: bool) -> None:
    properties = feature["properties"]
    data = {name: value for name, value in properties.items() if name not in ("key", "name")}
    save_area(
        kind=kind, key=str(properties["key"]), name=str(properties["name"]),
        polygon=feature["geometry"], degrees=degrees, data=data, actor=SYSTEM,
    )  # fmt: skip


def _tell(
    counts: dict[str, int], refused: list[Refusal], *, dry_run: bool, as_json: bool, seconds: float
) -> None:
    if as_json:
        rows = [refusal.as_dict() for refusal in refused]
        print_json({**counts, "refused": rows, "dry_run": dry_run, "seconds": round(seconds, 2)})
        return
    for refusal in refused[:_SHOWN]:
        console.print(f"Line {refusal.line}: {refusal.reason} – {refusal.text}", markup=False)
    if len(refused) > _SHOWN:
        console.print(f"… and {len(refused) - _SHOWN} more; --json lists them all.")
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    console.print(
        f"{'Would be: ' if dry_run else ''}{told}, {len(refused)} refused ({seconds:.1f} s).", markup=False
    )
