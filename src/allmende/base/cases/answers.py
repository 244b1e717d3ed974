"""Reading answers by path, as the procedure's manifest names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allmende.base.procedures.manifest import Contact

_ADDRESS = {
    "street": "street", "house_number": "house_number", "addition": "extra",
    "postcode": "postcode", "city": "city", "country": "country",
}  # fmt: skip
_PERSON = ("salutation", "title", "given_name", "family_name")


def value_at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at a path without indices; of a repeated group the first; None where there is none."""
    found: Any = answers
    for key in path.split(".") if path else []:
        if isinstance(found, list):
            found = found[0] if found else None
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found if path else None


def customer_fields(answers: Mapping[str, Any], contact: Contact) -> dict[str, Any]:
    """What the answers say about the customer, as ``create_customer`` takes it; empty where nothing does."""
    fields: dict[str, Any] = {}
    person = value_at(answers, contact.person)
    if isinstance(person, Mapping):
        fields |= {key: str(person[key]) for key in _PERSON if person.get(key)}
    for key in ("given_name", "family_name", "email", "phone"):
        value = value_at(answers, getattr(contact, key))
        if value:
            fields[key] = str(value)
    organisation = value_at(answers, contact.organisation)
    if organisation:
        fields |= {"kind": "organisation", "family_name": str(organisation), "given_name": ""}
    address = value_at(answers, contact.address)
    if isinstance(address, Mapping):
        fields["address"] = {_ADDRESS[key]: str(value) for key, value in address.items() if key in _ADDRESS and value}
    return fields


def file_ids(answers: Any) -> set[str]:
    """Nothing but a place holder until the form says which answers are files."""
    return set()


def days_as_text(value: Any) -> Any:
    """JSON-able copy: days become ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): days_as_text(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [days_as_text(item) for item in value]
    return value
