"""What templates and layouts may name: the placeholders of docs/procedures.md, ready for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.base.forms.engine import SummarySection
from allmende.base.forms.fields import AddressField, PersonField
from allmende.base.forms.paths import without_numbers
from allmende.base.forms.queries import compiled
from allmende.base.forms.schema import Group
from allmende.base.identity.models import User
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of, parameters
from allmende.base.procedures.templates import template_key
from allmende.base.records.models import DocumentTemplate
from allmende.base.records.queries import current_template

from .models import Case, Decision
from .origins import identified_in_words, origin_of
from .payment_data import payment_data


class Kept(dict[str, Any]):
    """What the process keeps with the case; a step that did not come yet has left nothing."""

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str)

    def __missing__(self, key: str) -> str:
        return ""


class Parts(dict[str, Any]):
    """The parts of a person or an address; as a whole it reads as one text."""

    text = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def document_data(
    case: Case, language: str = "de", *, decision: Decision | None = None, clerk: User | None = None
) -> dict[str, Any]:
    """Nested texts by placeholder, every one that a template may name; ``sections`` are all answers with labels."""
    return _data_of(case, sections_of(case, language), decision, clerk)


def _data_of(
    case: Case,
    sections: tuple[SummarySection, ...],
    decision: Decision | None = None,
    clerk: User | None = None,
) -> dict[str, Any]:
    return {
        "case": {
            "number": case.number,
            "reference": case.reference,
            "title": case.title,
            "received_on": day(timezone.localdate(case.received_at)),
            "due_on": day(case.due_on),
        },
        "today": day(timezone.localdate()),
        "customer": _customer(case),
        "unit": _unit(case),
        "clerk": {"name": clerk.name if clerk else ""},
        "answers": _answers(sections, case),
        "param": _parameters(case.procedure_version),
        "data": Kept((key, _kept(value)) for key, value in case.data.items()),
        "decision": {
            "outcome": str(decision.get_outcome_display()) if decision else "",
            "reasons": decision.reasons if decision else "",
            "appeal": decision.appeal if decision else "",
        },
        "text": _plain_decision(decision),
        **payment_data(case.subject),
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "rows": [{"label": row.label, "value": row.value} for row in section.rows],
            }
            for section in sections
        ],
    }


def receipt_data(case: Case, language: str = "de") -> dict[str, Any]:
    """As ``document_data``, with how the person identified and where each answer comes from, in words."""
    sections = sections_of(case, language)
    data = _data_of(case, sections)
    for section, printed in zip(sections, data["sections"], strict=True):
        for row, line in zip(section.rows, printed["rows"], strict=True):
            line["value"] = _with_origin(case, row.path, line["value"])
    how = identified_in_words(case.submission)
    if how:
        rows = [{"label": _("Identified"), "value": how}]
        data["sections"].insert(0, {"title": _("Who sent this"), "level": 1, "rows": rows})
    return data


def _with_origin(case: Case, path: str, value: str) -> str:
    origin = origin_of(case.submission, path)
    told = f"{value} [{origin.text}]" if value and origin.text else value
    if not origin.disputed:
        return told
    lines = [_("disputed by the customer"), *origin.disputed]
    return f"{told} [{'; '.join(lines)}]"


def _plain_decision(decision: Decision | None) -> str:
    """All a decision must say, for the built-in letter where the procedure has no template."""
    if decision is None:
        return ""
    parts = [f"{decision.get_outcome_display()}.", decision.reasons, decision.appeal]
    return "\n\n".join(part for part in parts if part)


def sections_of(case: Case, language: str) -> tuple[SummarySection, ...]:
    """The answers with labels, by page and group; empty for a case without a form."""
    submission = case.submission
    if submission is None or submission.form_version_id is None:
        return ()
    return compiled(submission.form_version_id).evaluate(submission.answers).summary(language)


def receipt_template(case: Case, language: str) -> DocumentTemplate | str:
    """The procedure's own receipt, else the built-in one."""
    return template_of_kind(case, "receipt", language) or "receipt"


def template_of_kind(
    case: Case, kind: str, language: str = "de", outcome: str = "", key: str = ""
) -> DocumentTemplate | None:
    """The procedure's template ``key``, or its first of ``kind`` that fits the decision's ``outcome``."""
    version = case.procedure_version
    if version is None:
        return None
    manifest = manifest_of(version)
    for name, template in manifest.templates.items():
        fits = name == key if key else not outcome or not template.outcomes or outcome in template.outcomes
        if template.kind == kind and fits:
            return current_template(template_key(manifest, name), language)
    return None


def is_certificate(case: Case, key: str) -> bool:
    """Whether the procedure says that letters of template ``key`` prove something, so that they are sealed."""
    template = manifest_of(case.procedure_version).templates.get(key) if case.procedure_version else None
    return template is not None and template.sealed


def day(value: date | None) -> str:
    """A day as people write it in the active language."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""


def _customer(case: Case) -> dict[str, str]:
    customer = case.customer
    if customer is None:
        return {"name": "", "address": "", "salutation": ""}
    return {
        "name": customer.name,
        "address": "\n".join(_address_lines(customer.address)),
        "salutation": customer.salutation,
    }


def _address_lines(address: Mapping[str, str]) -> list[str]:
    street = f"{address.get('street', '')} {address.get('house_number', '')}".strip()
    town = f"{address.get('postcode', '')} {address.get('city', '')}".strip()
    return [line for line in (address.get("extra", ""), street, town) if line]


def _unit(case: Case) -> dict[str, str]:
    unit = case.unit
    place = unit.building
    address = f"{place.street_line}\n{place.city_line}" if place else ""
    return {"name": unit.name, "phone": unit.phone, "email": unit.email, "address": address}


def _parameters(version: ProcedureVersion | None) -> dict[str, str]:
    if version is None:
        return {}
    declared = manifest_of(version).parameters
    return {key: _worded(declared[key].type, value) for key, value in parameters(version).items()}


def _worded(kind: str, value: Any) -> str:
    if kind == "money":
        return f"{formats.number_format(value, 2, force_grouping=True)} €"
    if kind == "date":
        return day(date.fromisoformat(value))
    if kind == "yes_no":
        return str(_("yes") if value else _("no"))
    if kind == "number":
        return str(formats.number_format(value))
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _kept(value: Any) -> str:
    """What a step or a table left, as people write it: parts of a unit with two places, as amounts have them."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float):
        return str(formats.number_format(value, 0 if value == int(value) else 2, force_grouping=True))
    return ", ".join(_kept(item) for item in value) if isinstance(value, list) else str(value)


def _answers(sections: tuple[SummarySection, ...], case: Case) -> dict[str, Any]:
    """Formatted answers by path without indices; repetitions are joined by commas, what is not answered is empty."""
    found = _nothing_answered(case)
    for section in sections:
        for row in section.rows:
            path = without_numbers(row.path).split(".")
            if isinstance(row.raw, Mapping):
                for key, value in row.raw.items():
                    _put(found, [*path, key], str(value))
                _put(found, [*path, "text"], row.value)
            else:
                _put(found, path, row.value)
    return found


def _nothing_answered(case: Case) -> dict[str, Any]:
    """Every path of the form with an empty text, so that a template may name what was not asked."""
    submission = case.submission
    empty: dict[str, Any] = {}
    if submission is None or submission.form_version_id is None:
        return empty
    for path, item in compiled(submission.form_version_id).items.items():
        if isinstance(item, Group):
            continue
        if isinstance(item, AddressField | PersonField):
            for part in (*item.parts, "text"):
                _put(empty, [*path.split("."), part], "")
        else:
            _put(empty, path.split("."), "")
    return empty


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    for key in path[:-1]:
        below = tree.setdefault(key, Parts())
        if not isinstance(below, dict):
            return
        tree = below
    known = tree.get(path[-1])
    if isinstance(known, dict):
        return
    tree[path[-1]] = f"{known}, {value}" if known and value else known or value
    if path[-1] == "text" and isinstance(tree, Parts):
        tree.text = tree["text"]
