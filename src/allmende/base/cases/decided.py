"""What a procedure's tables decide when an application is sent: the office, the evidence, values to keep."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.forms.fields import ChoiceField, CodeField
from allmende.base.forms.queries import compiled
from allmende.base.forms.schema import text_in
from allmende.base.procedures.manifest import Decided
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of
from allmende.base.workflow.decisions.events import TableDecided, table_decided
from allmende.base.workflow.decisions.labels import Label
from allmende.base.workflow.decisions.queries import compiled_decision
from allmende.base.workflow.decisions.results import DecisionError
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from .models import Case

log = logging.getLogger(__name__)

#: Where a case keeps the keys of the documents that it needs.
DOCUMENTS = "required_documents"


@dataclass(frozen=True)
class Answered:
    """The answers by decision id, and what to tell of each: (event, plain words)."""

    wanted: Decided
    values: Mapping[str, Any]
    told: tuple[tuple[TableDecided, str], ...]

    @property
    def unit(self) -> Unit | None:
        """The office that the table names, where the directory has it."""
        key = self.values.get(self.wanted.unit) if self.wanted.unit else None
        return Unit.objects.filter(key=key).first() if key else None

    @property
    def data(self) -> dict[str, Any]:
        """What the case keeps."""
        kept = {key: self.values[key] for key in self.wanted.data if key in self.values}
        if self.wanted.documents in self.values:
            kept[DOCUMENTS] = self.values[self.wanted.documents] or []
        return kept


def ask_tables(version: ProcedureVersion, answers: Mapping[str, Any], values: Mapping[str, Any]) -> Answered:
    """Ask what the manifest names. A table without answer keeps nobody from applying: the clerk reads why."""
    wanted = manifest_of(version).decided
    label = labels_of_form(version.form_version_id)
    found: dict[str, Any] = {}
    told: list[tuple[TableDecided, str]] = []
    for key in wanted.asked():
        table = uuid.UUID(version.decisions[key])
        tables = compiled_decision(table)
        try:
            result = tables.decide({"answers": answers, "param": values}, key)
        except DecisionError as error:
            log.warning("decision %s of %s gave no answer", key, version)
            event = TableDecided(version=table, decision=key, name=tables.names[key], rules=())
            told.append((event, _("No answer: %(error)s") % {"error": error}))
            continue
        found[key] = result.value
        told.append((table_decided(table, result), result.told(label)))
    return Answered(wanted, found, tuple(told))


def labels_of_form(form_version: uuid.UUID | None) -> Label | None:
    """What people call the answers of a form: the labels of its choices and code lists."""
    if form_version is None:
        return None
    form = compiled(form_version)

    def label(name: str, value: Any) -> str | None:
        item = form.items.get(name.removeprefix("answers."))
        if isinstance(item, ChoiceField):
            return next((text_in(one.label, "de") for one in item.choices if one.value == value), None)
        if isinstance(item, CodeField):
            return form.code_lists.label(item.code_list, str(value))
        return None

    return label


def labels_of_case(subject: str) -> Label:
    """The same for the application of a case; without one nothing has a label."""
    form = Case.objects.filter(pk=subject.removeprefix("case:")).values_list(
        "submission__form_version", flat=True
    )
    return labels_of_form(form.first()) or (lambda _name, _value: None)


def tell(answered: Answered, subject: str) -> None:
    """Record each answer with its reasons on the case's stream."""
    for event, words in answered.told:
        record(event, stream=subject, actor=SYSTEM, personal={"text": words})
