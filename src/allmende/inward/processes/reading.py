"""What the pages show of a model: its diagrams, its steps in words, its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date

from allmende.base.directory.models import Service, Unit
from allmende.base.identity.models import User

from .actions import facts_of
from .bpmn.drawing import Drawing, Mark, draw
from .bpmn.steps import Part, tell
from .bpmn.tree import parse
from .models import ProcessModel, Publication
from .queries import content_of, current_content
from .wording import speaker_for


@dataclass(frozen=True)
class Reading:
    """One state of a model, made readable; ``publication`` is None for the working copy."""

    model: ProcessModel
    publication: Publication | None
    drawings: list[Drawing]
    parts: list[Part]
    facts: Facts


@dataclass(frozen=True)
class Facts:
    """What is known about a process, with the rows that it names as far as they are still there."""

    name: str
    description: str
    status: str
    unit: Unit | None
    service: Service | None
    owner: User | None
    legal_basis: list[str]
    systems: list[str]
    media_breaks: list[str]
    volume: int | None
    review_on: Any


def read_model(
    model: ProcessModel,
    publication: Publication | None,
    *,
    marks: Mapping[str, Mark] | None = None,
    link: Callable[[str], str] | None = None,
) -> Reading:
    """The publication, or the working copy where None is given."""
    content = content_of(publication) if publication else current_content(model)
    facts = publication.facts if publication else facts_of(model)
    return Reading(
        model,
        publication,
        draw(content, marks=marks, link=link),
        tell(content, speaker_for(model.key, parse(content)).words()),
        read_facts(facts),
    )


def unit_names() -> Callable[[str], str]:
    """The name of an office by its key; an unknown key stands for itself."""
    names = dict(Unit.objects.values_list("key", "name"))
    return lambda key: str(names.get(key, key))


def read_facts(facts: Mapping[str, Any]) -> Facts:
    """The facts of a publication as pages show them."""
    lines = {
        name: str(facts.get(name) or "").splitlines() for name in ("legal_basis", "systems", "media_breaks")
    }
    owner = facts.get("owner")
    return Facts(
        name=str(facts.get("name") or ""),
        description=str(facts.get("description") or ""),
        status=str(ProcessModel.Status(facts["status"]).label) if facts.get("status") else "",
        unit=Unit.objects.filter(key=facts["unit"]).first() if facts.get("unit") else None,
        service=Service.objects.filter(slug=facts["service"]).first() if facts.get("service") else None,
        owner=User.objects.filter(pk=owner).first() if owner else None,
        volume=facts.get("volume"),
        review_on=parse_date(str(facts.get("review_on") or "")),
        **{name: [line.strip() for line in found if line.strip()] for name, found in lines.items()},
    )
