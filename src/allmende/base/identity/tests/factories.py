"""Accounts and roles for tests."""

from __future__ import annotations

import itertools

from allmende.base.directory.models import Unit
from allmende.base.identity.actions import create_citizen, create_staff, grant_role
from allmende.base.identity.models import User

PASSWORD = "hundeleine-im-regen"
_numbers = itertools.count(1)


def make_citizen(email: str = "", *, name: str = "Erika Beispiel", confirmed: bool = True) -> User:
    """A citizen's account that can log in with ``PASSWORD``."""
    email = email or f"citizen{next(_numbers)}@example.org"
    return create_citizen(email=email, name=name, password=PASSWORD, confirmed=confirmed)


def make_staff(email: str = "", *, name: str = "Kim Amt", unit: Unit | None = None, role: str = "") -> User:
    """An account of staff, with ``role`` in ``unit`` where one is given."""
    user = create_staff(email=email or f"staff{next(_numbers)}@example.org", name=name, password=PASSWORD)
    if role:
        grant_role(user=user, unit=unit or make_unit(), role=role, by=None)
    return user


def make_unit(key: str = "", parent: Unit | None = None) -> Unit:
    """An organisation unit."""
    key = key or f"unit-{next(_numbers)}"
    return Unit.objects.create(key=key, name=key.title(), parent=parent)
