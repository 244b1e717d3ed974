"""Whether the people who must sign can be found in the form, and be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from allmende.base.forms.schema import Form, Group

from .findings import Finding
from .folder import MANIFEST
from .manifest import Manifest

_WANTED = {"person": ("person",), "name": ("text", "computed"), "email": ("email",)}


def check_signatures(manifest: Manifest, form: Form | None) -> Iterator[Finding]:
    """Paths that lead nowhere or to the wrong kind of field, people who are not told apart, reminders too early."""
    signatures = manifest.signatures
    types = {path: item.type for path, item in form.walk()} if form else {}
    repeated = (
        {path for path, item in form.walk() if isinstance(item, Group) and item.repeats} if form else set()
    )
    for number, person in enumerate(signatures.people, start=1):
        place = f"{MANIFEST}: signatures.people {number}"
        named = {key: path for key in _WANTED if (path := getattr(person, key))}
        yield from _wrong_fields(named, types, place)
        if len({_row(path, repeated) for path in named.values()}) > 1:
            message = _(
                "Name and e-mail address of a person who signs must stand in the same repeated group."
            )
            yield Finding("signatures", place, message)
    days = signatures.deadline.working_days
    if days and any(day >= days for day in signatures.reminders) and signatures.people:
        message = _("A reminder lies before the time for signing begins; it is not sent.")
        yield Finding("signatures", f"{MANIFEST}: signatures.reminders", message, fatal=False)


def _wrong_fields(named: Mapping[str, str], types: Mapping[str, str], place: str) -> Iterator[Finding]:
    for key, path in named.items():
        if path not in types:
            yield Finding("field", place, _("The form has no field %(path)s.") % {"path": path})
        elif types[path] not in _WANTED[key]:
            message = _("The field %(path)s does not hold what is needed here: %(key)s.")
            yield Finding("signatures", place, message % {"path": path, "key": key})


def _row(path: str, repeated: set[str]) -> str:
    """The innermost repeated group above a path, or nothing."""
    return max((group for group in repeated if path.startswith(f"{group}.")), key=len, default="")
