"""The handbook: all published processes as one accessible PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.records.rendering import set_pdf
from allmende.foundation.tenants.context import current_tenant

from .bpmn.steps import Part, Step, Way
from .models import ProcessModel
from .queries import newest_publication
from .reading import Facts, Reading, read_model

LAYOUTS = Path(__file__).parent / "layouts"
#: A drawing so many times as wide as high gets a page across.
_WIDE = 1.5


def handbook_pdf() -> bytes:
    """The newest publication of each process, by office and name; only the worker should come here."""
    rows = ProcessModel.objects.filter(kind=ProcessModel.Kind.PROCESS)
    models = rows.select_related("unit").order_by("unit__name", "name", "id")
    readings = [
        read_model(model, publication)
        for model in models
        if (publication := newest_publication(model)) is not None
    ]
    return set_pdf("handbook", _data(readings), LAYOUTS)


def _data(readings: list[Reading]) -> dict[str, Any]:
    name = current_tenant().name
    day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    return {
        "title": _("Handbook of processes"), "author": name, "lang": (get_language() or "de")[:2],
        "subtitle": _("%(name)s, as of %(day)s") % {"name": name, "day": day}, "footer": name,
        "labels": {"page": _("Page 0 of N"), "contents": _("Contents"), "steps": _("Step by step")},
        "processes": [_process(reading) for reading in readings],
    }  # fmt: skip


def _process(reading: Reading) -> dict[str, Any]:
    publication = reading.publication
    day = formats.date_format(publication.published_at, "SHORT_DATE_FORMAT") if publication else ""
    number = publication.number if publication else 0
    alt = _("Diagram of the process; the steps below say the same in words.")
    return {
        "name": reading.facts.name,
        "version": _("Version %(n)s, published on %(day)s") % {"n": number, "day": day},
        "description": reading.facts.description,
        "facts": _facts(reading.facts),
        "drawings": [
            {"svg": drawing.svg, "wide": drawing.width > drawing.height * _WIDE, "alt": alt}
            for drawing in reading.drawings
        ],
        "parts": [_part(part) for part in reading.parts],
    }


def _facts(facts: Facts) -> list[tuple[str, str]]:
    review = formats.date_format(facts.review_on, "SHORT_DATE_FORMAT") if facts.review_on else ""
    found = [
        (_("Status"), facts.status), (_("Office"), facts.unit.name if facts.unit else ""),
        (_("Service"), facts.service.name if facts.service else ""),
        (_("Who answers for it"), facts.owner.name if facts.owner else ""),
        (_("Legal basis"), ", ".join(facts.legal_basis)), (_("Systems used"), ", ".join(facts.systems)),
        (_("Media breaks"), ", ".join(facts.media_breaks)),
        (_("Cases a year"), "" if facts.volume is None else str(facts.volume)), (_("To be reviewed on"), review),
    ]  # fmt: skip
    return [(str(name), str(value)) for name, value in found if value]


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "steps": [_step(step) for step in part.steps]}


def _step(step: Step) -> dict[str, Any]:
    said = [f"({step.what})" if step.name else "", step.who, step.due, step.often, *step.does, step.note]
    return {
        "number": step.number, "title": step.title, "details": ", ".join(part for part in said if part),
        "ways": [_way(way) for way in step.ways if way.label or way.condition or len(step.ways) > 1],
        "inner": [_step(inner) for inner in [*step.inner, *step.attached]],
    }  # fmt: skip


def _way(way: Way) -> str:
    label = way.label or (_("Otherwise") if way.default else "")
    text = _("on with %(number)s %(name)s") % {"number": way.number, "name": way.name}
    if way.said:
        text = _("%(way)s, if %(condition)s") % {"way": text, "condition": way.said}
    return f"{label}: {text}" if label else text
