"""Staff and citizens of a demo municipality. Only the log-ins that the demo prints have a password."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser

from allmende.base.customers.actions import customer_for_user, update_customer
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Unit
from allmende.base.identity.actions.accounts import create_citizen, create_staff
from allmende.base.identity.actions.roles import grant_role
from allmende.base.identity.models import User
from allmende.foundation.events.types import SYSTEM

from .files import read_csv, read_yaml

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ş": "s", "ı": "i"})


@dataclass(frozen=True)
class Citizen:
    """Somebody who lives in the town, as the answers to a form describe her; most have no account."""

    user: User | AnonymousUser
    customer: Customer | None
    person: dict[str, str]
    address: dict[str, str]
    born: date
    email: str
    phone: str


@dataclass(frozen=True)
class Login:
    """A log-in that the demo prints."""

    who: str
    email: str
    password: str


def load_people(town: str) -> tuple[list[Citizen], list[Login]]:
    """Make the accounts of ``town``; returns its citizens and the log-ins to print."""
    # One password for all: worked out once, since a good hash takes its time.
    with patch("allmende.base.identity.actions.accounts.make_password", cache(make_password)):
        return _load_people(town)


def _load_people(town: str) -> tuple[list[Citizen], list[Login]]:
    people = read_yaml(town, "people")
    logins: list[Login] = []
    password = f"{town}-demo-2026"
    citizens = [_citizen(town, row, password, logins) for row in people["citizens"]]
    for unit_key, rows in people["staff"].items():
        unit = Unit.objects.get(key=unit_key)
        for row in rows:
            email = f"{_mailbox(row['name'])}@{town}.example"
            user = create_staff(email=email, name=row["name"], password=_given(row, password))
            for role in row.get("roles", ["clerk"]):
                grant_role(user=user, unit=unit, role=role, by=None)
            _note(row, email, password, logins)
    return citizens, logins


def _citizen(town: str, row: dict[str, Any], password: str, logins: list[Login]) -> Citizen:
    name, email = row["name"], f"{_mailbox(row['name'])}@example.org"
    user = create_citizen(
        email=email, name=name, password=_given(row, password), confirmed=True, actor=SYSTEM
    )
    _note(row, email, password, logins)
    given, _space, family = name.rpartition(" ")
    street, number = row["home"]
    postcodes = {line["name"]: line["postcode"] for line in read_csv(town, "streets")}
    address = {
        "street": street, "house_number": number, "postcode": postcodes[street],
        "city": read_yaml(town, "tenant")["name"],
    }  # fmt: skip
    customer = update_customer(
        customer=customer_for_user(user), address=address, phone=row["phone"], actor=SYSTEM
    )
    person = {"given_name": given, "family_name": family}
    return Citizen(user, customer, person, address, row["born"], email, row["phone"])


def somebody(town: str, dice: Random, streets: Collection[str] = ()) -> Citizen:
    """A person without an account, at a random address of ``town``, in one of ``streets`` where some are named."""
    names = read_yaml(town, "crowd")
    given, family = dice.choice(names["given"]), dice.choice(names["family"])
    street = dice.choice([row for row in read_csv(town, "streets") if not streets or row["name"] in streets])
    number = dice.randint(int(street["first"]), int(street["last"]))
    address = {
        "street": street["name"], "house_number": str(number), "postcode": street["postcode"],
        "city": read_yaml(town, "tenant")["name"],
    }  # fmt: skip
    return Citizen(
        AnonymousUser(), None, {"given_name": given, "family_name": family}, address,
        date(1950, 1, 1) + timedelta(days=dice.randrange(20_000)),
        f"{_mailbox(f'{given} {family}')}@example.org", f"06001 {dice.randint(20_000, 79_999)}",
    )  # fmt: skip


def _given(row: dict[str, Any], password: str) -> str | None:
    return password if "login" in row else None


def _note(row: dict[str, Any], email: str, password: str, logins: list[Login]) -> None:
    if "login" in row:
        logins.append(Login(f"{row['name']}, {row['login']}", email, password))


def _mailbox(name: str) -> str:
    words = name.replace("Dr. ", "").lower().translate(_GERMAN).split()
    plain = unicodedata.normalize("NFKD", ".".join(words))
    return "".join(letter for letter in plain if letter.isascii())
