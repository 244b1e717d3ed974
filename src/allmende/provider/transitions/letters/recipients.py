"""Who gets a letter: each contact one, about all institutions that it stands for; and who comes next.

Those named come before deputies, the chosen roles before the others, the institution's own people before those of the
body that runs it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from allmende.provider.offers.models import ContactRole
from allmende.provider.offers.queries import Reachable, contacts_of

from .models import Letter

ROLES = tuple(ContactRole.Role.values)
#: Who is written to first, unless whoever prepares the announcement chooses otherwise.
USUAL = (ContactRole.Role.HEAD.value, ContactRole.Role.IT.value, ContactRole.Role.BODY.value)


@dataclass(frozen=True)
class Addressee:
    """One letter to be written: to a contact, or by post to an institution of which nobody can be reached."""

    to: str
    contact: uuid.UUID | None
    institutions: tuple[uuid.UUID, ...]

    @property
    def way(self) -> Letter.Way:
        return Letter.Way.EMAIL if self.contact else Letter.Way.POST


def in_order(ids: Collection[uuid.UUID], roles: Sequence[str]) -> dict[uuid.UUID, list[Reachable]]:
    """Institution → everybody whom it can be reached by, in the order in which they are written to."""
    found = contacts_of(ids, [*roles, *(role for role in ROLES if role not in roles)])
    return {key: sorted(people, key=lambda one: _rank(one, key, roles)) for key, people in found.items()}


def addressees(ids: Collection[uuid.UUID], roles: Sequence[str]) -> list[Addressee]:
    """Who gets a letter first: everybody named with a chosen role, else the next who can be reached, else by post."""
    found = in_order(ids, roles)
    by_contact: dict[uuid.UUID, list[uuid.UUID]] = {}
    nobody: list[uuid.UUID] = []
    for key in ids:
        first = [one for one in found[key] if not one.is_deputy and one.role in roles] or found[key][:1]
        for one in first:
            by_contact.setdefault(one.contact_id, []).append(key)
        if not first:
            nobody.append(key)
    letters = [Addressee(f"contact:{key}", key, tuple(about)) for key, about in by_contact.items()]
    return letters + [by_post(key) for key in nobody]


def by_post(institution: uuid.UUID) -> Addressee:
    """A letter to the institution itself."""
    return Addressee(f"institution:{institution}", None, (institution,))


def next_ones(
    ids: Collection[uuid.UUID], roles: Sequence[str], told: Mapping[uuid.UUID, Collection[uuid.UUID]]
) -> tuple[list[Addressee], list[uuid.UUID]]:
    """For each institution the next contact who is not among ``told`` (institution → contacts), a letter each.

    Also returns the institutions of which nobody is left.
    """
    by_contact: dict[uuid.UUID, list[uuid.UUID]] = {}
    nobody = []
    for key, people in in_order(ids, roles).items():
        left = [one for one in people if one.contact_id not in told.get(key, ())]
        if left:
            by_contact.setdefault(left[0].contact_id, []).append(key)
        else:
            nobody.append(key)
    return [to_next(key, about) for key, about in by_contact.items()], nobody


def to_next(contact: uuid.UUID, about: Sequence[uuid.UUID]) -> Addressee:
    """A further letter, named after what it is about: the person may have had one about another institution."""
    return Addressee(f"contact:{contact}:{min(about).hex}", contact, tuple(about))


def told_by(letters: Iterable[Letter]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Institution → contacts who have a letter about it."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for letter in letters:
        for key in letter.institutions:
            people = found.setdefault(uuid.UUID(key), set())
            if letter.contact_id:
                people.add(letter.contact_id)
    return found


def _rank(one: Reachable, institution: uuid.UUID, roles: Sequence[str]) -> tuple[bool, bool, bool]:
    return (one.at != institution, one.role not in roles, one.is_deputy)
