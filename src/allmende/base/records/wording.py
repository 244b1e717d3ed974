"""Staff word document templates: checked, saved as a new version, previewed with examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of, require_role
from allmende.base.identity.models import Role, User
from allmende.foundation.events.actions import record as log

from .events import TemplateSaved
from .markup import MarkupError, parse, placeholders_of
from .models import DocumentTemplate
from .placeholders import UnknownPlaceholderError, names_in

#: Which placeholders every template may name, by area; ``answers`` and ``param`` depend on the procedure.
AREAS: dict[str, tuple[str, ...]] = {
    "case": ("number", "reference", "title", "received_on", "due_on"),
    "customer": ("name", "address", "salutation"),
    "unit": ("name", "phone", "email", "address"),
    "clerk": ("name",),
    "decision": ("outcome", "reasons", "appeal"),
}
SINGLE = ("today", "title", "sections")
FROM_PROCEDURE = ("answers", "param")


@dataclass(frozen=True)
class Problem:
    """What does not fit in a template; ``line`` counts from 1 in the text, 0 is the subject line."""

    line: int
    message: str


class TemplateRefusedError(ValueError):
    """A template was not saved; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def problems_in(*, subject: str, body: str) -> list[Problem]:
    """Conditions without end and placeholders that do not exist, by line."""
    if not subject.strip() or not body.strip():
        return [Problem(0, _("A template needs a subject and a text."))]
    try:
        named = [(name, 0) for name in names_in(subject)] + placeholders_of(parse(body))
    except MarkupError as error:
        return [Problem(error.line, str(error))]
    known = [*SINGLE, *(f"{area}.{name}" for area, names in AREAS.items() for name in names)]
    return [
        Problem(line, str(UnknownPlaceholderError(name, known)))
        for name, line in named
        if name not in known and name.partition(".")[0] not in FROM_PROCEDURE
    ]


@transaction.atomic
def save_template(*, template: DocumentTemplate, subject: str, body: str, by: User) -> DocumentTemplate:
    """A new version of ``template`` with other words; the same words again change nothing.

    Raises ``PermissionDenied`` without the designer's role, ``TemplateRefusedError`` where something does not fit.
    """
    require_role(by, Role.DESIGNER)
    if problems := problems_in(subject=subject, body=body):
        raise TemplateRefusedError(problems)
    versions = DocumentTemplate.objects.filter(key=template.key, language=template.language)
    newest = versions.order_by("-version").first()
    if newest and (newest.subject, newest.body) == (subject, body):
        return newest
    saved = DocumentTemplate.objects.create(
        key=template.key, language=template.language, name=template.name, purpose=template.purpose,
        layout=template.layout, subject=subject, body=body, created_by=str(actor_of(by)),
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
    )  # fmt: skip
    log(
        TemplateSaved(key=saved.key, language=saved.language, version=saved.version),
        stream=f"document-template:{saved.pk}", actor=actor_of(by),
    )  # fmt: skip
    return saved


def example_data(*, subject: str, body: str) -> Mapping[str, Any]:
    """Data for a preview: each placeholder stands for itself, so that one sees what will be filled."""
    data: dict[str, Any] = {
        area: {name: f"‹{area}.{name}›" for name in names} for area, names in AREAS.items()
    }
    data |= {"today": "‹today›", "title": "‹title›"}
    data["sections"] = [{"title": _("Example"), "rows": [{"label": _("Question"), "value": _("Answer")}]}]
    for name in [*names_in(subject), *(name for name, _line in placeholders_of(parse(body)))]:
        area, *path = name.split(".")
        if area in FROM_PROCEDURE and path:
            level = data.setdefault(area, {})
            for part in path[:-1]:
                level = level.setdefault(part, {}) if isinstance(level.get(part, {}), dict) else {}
            level.setdefault(path[-1], f"‹{name}›")
    return data
