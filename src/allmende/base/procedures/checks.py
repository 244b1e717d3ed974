"""What does not fit together in a procedure, named by file and part."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from pydantic import ValidationError

from allmende.base.directory.models import Unit
from allmende.base.forms.engine import check_form
from allmende.base.forms.schema import Form
from allmende.base.forms.wording import explain
from allmende.base.identity.models import Role
from allmende.base.records.markup import MarkupError, parse, placeholders_of
from allmende.base.records.models import FilingPlanEntry
from allmende.base.records.placeholders import names_in
from allmende.base.workflow.checks import compile_and_check
from allmende.base.workflow.graph import Process
from allmende.foundation.expressions import ExpressionError, compile_expression

from .fee_checks import check_fee
from .findings import Finding
from .folder import MANIFEST, Folder, FolderError, make_folder
from .manifest import Manifest
from .models import ProcedureParameter, ProcedureVersion
from .parameters import with_parameters
from .publishing import find_service
from .queries import folder_of
from .signature_checks import check_signatures
from .table_checks import check_rule_tasks, check_tables
from .tables import with_tables

__all__ = ["Finding", "check_folder", "check_procedure"]

#: What a template may name beside ``answers.…`` and ``param.…``.
KNOWN = frozenset({
    "case.number", "case.reference", "case.title", "case.received_on", "case.due_on", "today",
    "title", "customer.name", "customer.address", "customer.salutation",
    "unit.name", "unit.phone", "unit.email", "unit.address", "clerk.name",
    "fee.amount", "fee.reason", "claim.amount", "claim.due_on", "claim.kassenzeichen", "claim.iban", "claim.recipient",
    "claim.link",
})  # fmt: skip
KNOWN_IN = {
    "decision": frozenset({"decision.outcome", "decision.reasons", "decision.appeal", "text", "sections"}),
    "receipt": frozenset({"sections"}),
    "letter": frozenset({"sections"}),
}
#: Whole answers that stand for several fields: ``{answers.home}`` and its parts ``{answers.home.city}``.
PARTS = {
    "person": ("salutation", "title", "given_name", "family_name", "birth_name", "birth_date", "text"),
    "address": ("street", "house_number", "addition", "postcode", "city", "country", "text"),
}


def check_procedure(version: ProcedureVersion) -> list[Finding]:
    """Whether a published version still fits this municipality: its directory, filing plan and parameters."""
    return check_folder(make_folder(folder_of(version)))


def check_folder(folder: Folder) -> list[Finding]:
    """Everything that does not fit: service, office, form rules, process, templates, filing plan, parameters."""
    form, findings = _read_form(folder)
    paths: dict[str, str] = {path: item.type for path, item in form.walk()} if form else {}
    for check in (_check_directory, _check_plan, _check_parameters):
        findings += check(folder)
    findings += check_tables(folder, form)
    findings += check_fee(folder, paths)
    process, found = _read_process(folder)
    findings += found
    findings += _check_process(process, folder, form)
    findings += _check_paths(folder.manifest, paths)
    findings += check_signatures(folder.manifest, form)
    findings += _check_title(folder.manifest, paths)
    findings += _check_templates(process, folder, paths)
    findings += _check_decision(folder.manifest)
    return findings


def _read_form(folder: Folder) -> tuple[Form | None, list[Finding]]:
    data = folder.form()
    if data is None:
        return None, []
    place = str(folder.manifest.form)
    defaults = {key: parameter.default for key, parameter in folder.manifest.parameters.items()}
    try:
        form = Form.model_validate(with_parameters(with_tables(data, folder), folder.manifest, defaults))
    except FolderError as error:
        return None, [Finding("table", place, sentence) for sentence in error.findings]
    except ValidationError as error:
        return None, [
            Finding("form", f"{place}: {'.'.join(str(part) for part in item['loc'])}", item["msg"])
            for item in error.errors()
        ]
    return form, [
        Finding(item.code, f"{place}: {item.place}", item.message, item.fatal) for item in check_form(form)
    ]


def _check_directory(folder: Folder) -> Iterator[Finding]:
    manifest = folder.manifest
    service = find_service(manifest.service)
    if manifest.service and service is None:
        message = _("The directory has no service %(key)s.") % {"key": manifest.service}
        yield Finding("service", f"{MANIFEST}: service", message)
    unit = Unit.objects.filter(key=manifest.unit).exists() if manifest.unit else False
    if manifest.unit and not unit:
        message = _("The directory has no office %(key)s.") % {"key": manifest.unit}
        yield Finding("unit", f"{MANIFEST}: unit", message)
    if not unit and not (service and service.responsibilities.exists()):
        message = _("No office is responsible: name one here or in the directory.")
        yield Finding("unit", f"{MANIFEST}: unit", message)


def _check_plan(folder: Folder) -> Iterator[Finding]:
    key = folder.manifest.filing_plan
    if not key:
        yield Finding(
            "filing_plan", f"{MANIFEST}: filing_plan", _("Say where the file goes in the filing plan.")
        )
    elif not FilingPlanEntry.objects.filter(key=key).exists():
        message = _("The filing plan has no entry %(key)s.") % {"key": key}
        yield Finding("filing_plan", f"{MANIFEST}: filing_plan", message)


def _read_process(folder: Folder) -> tuple[Process | None, list[Finding]]:
    bpmn = folder.process()
    if bpmn is None:
        return None, []
    process, found = compile_and_check(bpmn)
    place = str(folder.manifest.process)
    return process, [
        Finding("process", f"{place}: {item.name or item.element}" if item.element else place, item.message,
                item.level == "error")
        for item in found
    ]  # fmt: skip


def _check_process(process: Process | None, folder: Folder, form: Form | None) -> Iterator[Finding]:
    place = str(folder.manifest.process)
    if process is not None:
        yield from check_rule_tasks(process, folder, place)
        yield from _check_units(process, folder.manifest, place)
        yield from _check_names(process, folder.manifest, form, place)
        yield from _check_templates_used(process, folder.manifest, place)


def _check_units(process: Process, manifest: Manifest, place: str) -> Iterator[Finding]:
    """Offices and roles that tasks name: nobody would ever see a task of an office that does not exist."""
    roles = {Role.CLERK.value, Role.HEAD.value}
    for node in process.nodes.values():
        where = f"{place}: {node.name or node.id}"
        if node.unit.text and not Unit.objects.filter(key=node.unit.text).exists():
            message = _("The directory has no office %(key)s.") % {"key": node.unit.text}
            yield Finding("unit", where, message)
        if (node.unit.text or node.unit.expression) and manifest.confidential:
            message = _("The procedure is confidential: no other office can get a task.")
            yield Finding("confidential", where, message)
        if node.role and node.role not in roles:
            message = _("No office has the role %(role)s.") % {"role": node.role}
            yield Finding("role", where, message)


def _check_names(process: Process, manifest: Manifest, form: Form | None, place: str) -> Iterator[Finding]:
    """Answers and parameters that conditions and values read."""
    answers = {path.partition(".")[0] for path, _item in form.walk()} if form else set()
    for name in sorted(process.references):
        area, _dot, rest = name.partition(".")
        first = rest.partition(".")[0]
        if area == "answers" and first and first not in answers:
            message = _("The form has no field %(path)s.") % {"path": rest}
            yield Finding("field", place, message)
        if area == "param" and first and first not in manifest.parameters:
            message = _("There is no parameter %(key)s.") % {"key": first}
            yield Finding("parameter", place, message)


def _check_templates_used(process: Process, manifest: Manifest, place: str) -> Iterator[Finding]:
    for node in process.nodes.values():
        wanted = node.parameters.get("template")
        if wanted and wanted.text and wanted.text not in manifest.templates:
            message = _("There is no template %(key)s.") % {"key": wanted.text}
            yield Finding("template", f"{place}: {node.name or node.id}", message)


def _check_parameters(folder: Folder) -> Iterator[Finding]:
    """Offices that parameters name: the municipality's own value counts, before that the default."""
    own = ProcedureParameter.objects.filter(procedure__key=folder.manifest.key)
    values = dict(own.values_list("key", "value"))
    units = {
        key: str(values.get(key, item.default))
        for key, item in folder.manifest.parameters.items()
        if item.type == "unit"
    }
    known = set(Unit.objects.filter(key__in=units.values()).values_list("key", flat=True))
    for key, unit in units.items():
        if unit not in known:
            message = _("The directory has no office %(key)s: set this parameter.") % {"key": unit}
            yield Finding("parameter", f"{MANIFEST}: parameters.{key}", message, fatal=False)


def _check_paths(manifest: Manifest, paths: dict[str, str]) -> Iterator[Finding]:
    named = {f"customer.{name}": path for name, path in manifest.customer.model_dump().items()}
    named |= {"area_from": manifest.area_from}
    named |= {f"required_documents.{item.key}": item.field for item in manifest.required_documents}
    for place, path in named.items():
        if path and not _gives(path, paths):
            message = _("The form has no field %(path)s.") % {"path": path}
            yield Finding("field", f"{MANIFEST}: {place}", message)


def _check_title(manifest: Manifest, paths: dict[str, str]) -> Iterator[Finding]:
    if not manifest.title:
        return
    try:
        found = compile_expression(manifest.title).references
    except ExpressionError as error:
        yield Finding("expression", f"{MANIFEST}: title", explain(error))
        return
    known = {path.partition(".")[0] for path in paths} | {"param"}
    for name in sorted({reference.partition(".")[0].partition("[")[0] for reference in found} - known):
        message = _("The form has no field %(path)s.") % {"path": name}
        yield Finding("field", f"{MANIFEST}: title", message)


def _kept_by_process(process: Process | None, folder: Folder) -> frozenset[str]:
    """What the steps keep with the case, as templates name it: ``data.parking_zone``."""
    found = {f"data.{key}" for key in folder.manifest.decided.data}
    for node in process.nodes.values() if process else ():
        name = node.parameters.get({"find_area": "kind", "set_data": "key"}.get(node.action, ""))
        if name is not None and name.text:
            found.add(f"data.{name.text.replace('-', '_')}")
    return frozenset(found)


def _check_templates(process: Process | None, folder: Folder, paths: dict[str, str]) -> Iterator[Finding]:
    kept = _kept_by_process(process, folder)
    for key, template in folder.manifest.templates.items():
        known = KNOWN | KNOWN_IN.get(template.kind, frozenset()) | kept
        for name in names_in(template.subject):
            if name not in known and not _is_given(name, folder.manifest, paths):
                yield _unfilled(name, f"{MANIFEST}: templates.{key}")
        for place, text in _texts(folder, key).items():
            try:
                named = placeholders_of(parse(text))
            except MarkupError as error:
                yield Finding("template", f"{place}, line {error.line}", str(error))
                continue
            for name, line in named:
                if name not in known and not _is_given(name, folder.manifest, paths):
                    yield _unfilled(name, f"{place}, line {line}")


def _unfilled(name: str, place: str) -> Finding:
    return Finding("placeholder", place, _("Nothing fills the placeholder {%(name)s}.") % {"name": name})


def _check_decision(manifest: Manifest) -> Iterator[Finding]:
    decisions = [item for item in manifest.templates.values() if item.kind == "decision"]
    for outcome in ("grant", "partly", "refuse"):
        if manifest.process and not any(outcome in (item.outcomes or [outcome]) for item in decisions):
            message = _("No template fits the decision “%(outcome)s”.") % {"outcome": outcome}
            yield Finding("template", f"{MANIFEST}: templates", message, fatal=False)
    if decisions and not manifest.appeal:
        message = _("Decisions have no instructions on appeal: the time for an appeal is then one year.")
        yield Finding("appeal", f"{MANIFEST}: appeal", message, fatal=False)


def _texts(folder: Folder, key: str) -> dict[str, str]:
    file = folder.manifest.templates[key].file
    return {f"{file} ({language})": text for language, text in folder.template_texts(key).items()}


def _is_given(name: str, manifest: Manifest, paths: dict[str, str]) -> bool:
    area, _dot, rest = name.partition(".")
    if area == "param":
        return rest in manifest.parameters
    return area == "answers" and _gives(rest, paths)


def _gives(path: str, paths: dict[str, str]) -> bool:
    """Whether the form has the path, or a field of several parts above it."""
    if path in paths:
        return True
    above, _dot, part = path.rpartition(".")
    return part in PARTS.get(paths.get(above, ""), ())
