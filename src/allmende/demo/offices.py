"""Buildings, offices, services and the filing plan of a demo municipality."""

from __future__ import annotations

from typing import Any

from allmende.base.addresses.coordinates import to_degrees
from allmende.base.addresses.queries import areas
from allmende.base.directory.actions import (
    save_building,
    save_service,
    save_topic,
    save_unit,
    set_hours,
    set_responsibility,
)
from allmende.base.directory.models import Building, Topic, Unit
from allmende.base.records.models import FilingPlanEntry
from allmende.foundation.events.types import SYSTEM

from .files import read_yaml
from .hours import read_hours


def load_offices(town: str) -> None:
    """Save buildings, units, topics, services and the filing plan of ``town``."""
    buildings = _buildings(town)
    units = _units(town, buildings)
    _services(town, units, _topics(town))
    for key, row in read_yaml(town, "filing_plan").items():
        parent = FilingPlanEntry.objects.filter(key=key.rpartition(".")[0]).first()
        FilingPlanEntry.objects.update_or_create(
            key=key,
            defaults={
                "title": row["title"], "parent": parent, "retention_years": row.get("years"),
                "legal_basis": row.get("law", ""),
            },
        )  # fmt: skip


def _buildings(town: str) -> dict[str, Building]:
    city = read_yaml(town, "tenant")["name"]
    east, north = read_yaml(town, "areas")["origin"]
    found = {}
    for key, row in read_yaml(town, "buildings").items():
        street, number, postcode = row["at"]
        ((lat, lon),) = to_degrees([east + row["place"][0]], [north + row["place"][1]])
        found[key] = save_building(
            key=key, name=row["name"], street=street, house_number=number, postcode=postcode, city=city,
            lat=lat, lon=lon, step_free=row["step_free"], access_note=row["access"],
            transit_note=row["transit"], translations={"en": {"name": row["en"]}}, actor=SYSTEM,
        )  # fmt: skip
    return found


def _units(town: str, buildings: dict[str, Building]) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for position, (key, row) in enumerate(read_yaml(town, "units").items()):
        top = next(iter(found.values()), None)
        name, summary = row["en"]
        unit = save_unit(
            key=key, name=row["name"], kind=row.get("kind", "office"), position=position,
            parent=found[row["parent"]] if "parent" in row else top, summary=row["summary"],
            building=buildings[row["building"]], room=row["room"], phone=row["phone"], email=row["email"],
            hours_note=row.get("hours_note", ""), translations={"en": {"name": name, "summary": summary}},
            actor=SYSTEM,
        )  # fmt: skip
        set_hours(unit=unit, hours=read_hours(row["hours"]), actor=SYSTEM)
        found[key] = unit
    return found


def _topics(town: str) -> dict[tuple[str, str], Topic]:
    return {
        (kind, key): save_topic(
            kind=kind, key=key, name=row["name"], summary=row.get("summary", ""),
            audience=row.get("audience", "citizen"), position=row.get("position", 0),
            translations={"en": {"name": row["en"]}}, actor=SYSTEM,
        )
        for kind, rows in read_yaml(town, "topics").items()
        for key, row in rows.items()
    }  # fmt: skip


def _services(town: str, units: dict[str, Unit], topics: dict[tuple[str, str], Topic]) -> None:
    for slug, row in _service_rows(town).items():
        service = save_service(
            slug=slug, leika_key=row.get("leika", ""), name=row["name"], summary=row["summary"],
            description=row.get("description", "").strip(), cost=row.get("cost", ""),
            processing_time=row.get("time", ""), deadline=row.get("deadline", ""),
            required_documents=row.get("documents", []), synonyms=row.get("synonyms", []),
            legal_basis=[dict(zip(("name", "url"), law, strict=False)) for law in row.get("law", [])],
            audiences=row.get("audiences", ["citizen"]), featured=row.get("featured", 0),
            life_situation=topics["situation", row["situation"]], subject=topics["subject", row["subject"]],
            translations={"en": row["en"]}, actor=SYSTEM,
        )  # fmt: skip
        set_responsibility(service=service, unit=units[row["unit"]], actor=SYSTEM)
        for kind, offices in row.get("areas", {}).items():
            for area in areas(kind):
                if area.key in offices:
                    set_responsibility(
                        service=service, unit=units[offices[area.key]], area=area, actor=SYSTEM
                    )


def _service_rows(town: str) -> dict[str, dict[str, Any]]:
    """A town's own services, or those that it shares with its neighbour, with its own words and offices."""
    rows: dict[str, Any] = read_yaml(town, "services")
    if "share" not in rows:
        return rows
    lender = read_yaml("musterstadt", "services")
    old, new = rows["neighbour"]
    return {
        slug: {
            **_renamed(lender[slug], old, new),
            "unit": rows["units"][lender[slug]["unit"]],
            **rows["changes"].get(slug, {}),
        }
        for slug in rows["share"]
    }


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: _renamed(item, old, new) for key, item in value.items()}
    return value
