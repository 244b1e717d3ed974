"""What does not fit between a procedure and its decision tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.forms.schema import Form
from allmende.base.workflow.decisions.checks import check_decision
from allmende.base.workflow.decisions.compiled import Decisions
from allmende.base.workflow.decisions.queries import current_decision
from allmende.base.workflow.decisions.reading import read_decisions
from allmende.base.workflow.decisions.table import Table
from allmende.base.workflow.graph import Process

from .findings import Finding
from .folder import MANIFEST, Folder
from .manifest import Manifest
from .tables import tables_of


def check_tables(folder: Folder, form: Form | None) -> Iterator[Finding]:
    """Each table for itself, the answers and parameters that it reads, and what the manifest asks of it."""
    seen: dict[str, str] = {}
    for path, text in folder.decisions().items():
        for item in check_decision(text):
            place = f"{path}: {item.name or item.element}".removesuffix(": ")
            yield Finding("table", place, item.message, item.level == "error")
        decisions = read_decisions(text)[0]
        if decisions is None:
            continue
        yield from _check_names(decisions, folder.manifest, form, path)
        for key in decisions.names:
            if key in seen:
                message = _("The decision “%(key)s” is also in %(other)s.") % {"key": key, "other": seen[key]}
                yield Finding("table", path, message)
            seen[key] = path
    yield from _check_asked(folder)


def _check_names(
    decisions: Decisions, manifest: Manifest, form: Form | None, place: str
) -> Iterator[Finding]:
    answers = {path.partition(".")[0] for path, _item in form.walk()} if form else set()
    for name in sorted(decisions.references):
        area, _dot, rest = name.partition(".")
        first = rest.partition(".")[0]
        if area == "answers" and form is not None and first not in answers:
            yield Finding("field", place, _("The form has no field %(path)s.") % {"path": rest})
        if area == "param" and first not in manifest.parameters:
            yield Finding("parameter", place, _("There is no parameter %(key)s.") % {"key": first})


def _check_asked(folder: Folder) -> Iterator[Finding]:
    """What is asked when an application is sent: it is there, and answers with offices and documents that exist."""
    manifest, known = folder.manifest, tables_of(folder)
    place = f"{MANIFEST}: decided"
    for key in manifest.decided.asked():
        if key not in known:
            yield Finding("table", place, _("There is no decision “%(key)s”.") % {"key": key})
    wanted = set(_constants(known, manifest.decided.unit))
    for unit in sorted(wanted - set(Unit.objects.filter(key__in=wanted).values_list("key", flat=True))):
        yield Finding("unit", place, _("The directory has no office %(key)s.") % {"key": unit})
    documents = {item.key for item in manifest.required_documents}
    for key in sorted(set(_constants(known, manifest.decided.documents)) - documents):
        yield Finding("table", place, _("There is no required document %(key)s.") % {"key": key})


def check_rule_tasks(process: Process, folder: Folder, place: str) -> Iterator[Finding]:
    """Tables that the process asks: they come with the folder, or the municipality keeps them for all."""
    known = tables_of(folder)
    for node in process.nodes.values():
        wanted = node.decision.text
        if wanted and wanted not in known and current_decision(wanted.partition("/")[0]) is None:
            message = _("There is no decision “%(key)s”.") % {"key": wanted}
            yield Finding("table", f"{place}: {node.name or node.id}", message)


def _constants(known: dict[str, Decisions], decision: str) -> list[str]:
    """The texts that a table may answer with, formulas aside."""
    logic = known[decision].decisions[decision].logic if decision in known else None
    if not isinstance(logic, Table):
        return []
    given = [answer for rule in logic.rules for answer in rule.answers]
    given += [output.default for output in logic.outputs if output.default is not None]
    return [answer.constant for answer in given if isinstance(answer.constant, str)]
