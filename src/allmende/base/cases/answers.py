"""Reading answers by path, as the procedure's manifest names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        fields["address"] = {
            _ADDRESS[key]: str(value) for key, value in address.items() if key in _ADDRESS and value
        }
    return fields


def values_at(answers: Any, path: Sequence[str]) -> Iterator[Any]:
    """Every answer at a path without indices, through all repetitions."""
    if isinstance(answers, list):
        for item in answers:
            yield from values_at(item, path)
    elif not path:
        if answers is not None:
            yield answers
    elif isinstance(answers, Mapping) and path[0] in answers:
        yield from values_at(answers[path[0]], path[1:])


def file_ids(answers: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    """The keys of all files in the answers at ``paths`` (those of file fields), each once."""
    found = [str(key) for path in paths for key in values_at(answers, path.split("."))]
    return list(dict.fromkeys(found))
