"""Answers to the forms: each case its own, from the materials in ``stories.yaml``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from .people import Citizen

Answers = dict[str, Any]


def make_answers(material: str, data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    """The answers that ``who`` gives on ``today``."""
    return _MATERIALS[material](data, who, today, dice)


def _dog(data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    born = today - timedelta(days=dice.randint(70, 2600))
    debit = dice.random() < 0.6
    shelter = dice.random() < 0.25
    paid = {"account_holder": _name(who), "iban": "DE02120300000000202051", "mandate": True}
    return {
        "owner": who.person, "birth_date": who.born.isoformat(), "email": who.email, "phone": who.phone,
        "home": who.address, "other_dogs": dice.choice([0, 0, 0, 0, 1, 2]), "dog_name": dice.choice(data["dogs"]),
        "breed": dice.choice(data["breeds"]), "dog_born": born.isoformat(),
        "dog_sex": dice.choice(["female", "male"]),
        "dog_colour": dice.choice(["schwarz", "braun", "weiß", "gefleckt", "rotbraun"]),
        "kept_since": max(born + timedelta(days=60), today - timedelta(days=dice.randint(1, 13))).isoformat(),
        "chip": f"2760980{dice.randrange(10**8):08d}", "from_shelter": shelter, "reduction": "none",
        "debit": debit, "truth": True,
        **({"shelter": "Tierheim Wetterau"} if shelter else {}), **(paid if debit else {}),
    }  # fmt: skip


def _parking(data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    letters = "".join(dice.choice("ABCDEFGHKLMNPRSTVWXZ") for _ in range(2))
    return {
        "resident": who.person, "home": who.address, "email": who.email, "phone": who.phone,
        "plate": f"MU-{letters} {dice.randint(10, 9999)}", "holder": dice.choice(["self", "self", "self", "company"]),
        "starts": (today + timedelta(days=dice.randint(3, 20))).isoformat(), "truth": True,
    }  # fmt: skip


def _certificate(data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    extended = data.get("extended", False)
    return {
        "person": who.person, "birth_date": who.born.isoformat(), "home": who.address, "email": who.email,
        "scope": "extended" if extended else "simple", **({"extras": ["marital", "former"]} if extended else {}),
        "purpose": dice.choice(["pension", "marriage", "private", "private"]),
    }  # fmt: skip


def _festival(data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    sales, music = dice.random() < 0.4, dice.random() < 0.7
    return {
        "organiser": who.person, "home": who.address, "email": who.email, "phone": who.phone,
        "festival_name": dice.choice(data["festivals"]), "starts": "14:00", "ends": "22:00",
        "day": (today + timedelta(days=dice.randint(35, 90))).isoformat(),
        "guests": dice.choice([40, 60, 80, 120, 180, 250]), "place": who.address, "closed": True,
        "closed_section": f"{who.address['street']} von Hausnummer 1 bis {who.address['house_number']}",
        "music": music, **({"music_until": "22:00"} if music else {}), "sales": sales,
        **({"alcohol": True} if sales else {}), "fire": dice.random() < 0.5, "duty": True,
    }  # fmt: skip


def _information(data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    subject, request = dice.choice(data["subjects"])
    return {
        "subject": subject, "request": request, "access": dice.choice(["file", "file", "paper", "visit"]),
        "costs_ok": dice.random() < 0.5, "applicant": who.person, "email": who.email,
    }  # fmt: skip


def _trade(data: dict[str, Any], who: Citizen, today: date, dice: Random) -> Answers:
    name, activity = dice.choice(data["trades"])
    return {
        "owner": who.person, "birth_date": who.born.isoformat(), "nationality": "deutsch", "home": who.address,
        "email": who.email, "phone": who.phone, "legal_form": dice.choice(["sole", "sole", "sole", "gbr"]),
        "trade_name": name, "business": who.address, "activity": activity,
        "begins": (today + timedelta(days=dice.randint(0, 20))).isoformat(), "side_job": dice.random() < 0.3,
        "employees": dice.choice([0, 0, 0, 1, 2, 4]), "needs_licence": False, "truth": True,
    }  # fmt: skip


def _name(who: Citizen) -> str:
    return f"{who.person['given_name']} {who.person['family_name']}"


_MATERIALS: dict[str, Callable[[dict[str, Any], Citizen, date, Random], Answers]] = {
    "dog": _dog,
    "parking": _parking,
    "certificate": _certificate,
    "festival": _festival,
    "information": _information,
    "trade": _trade,
}
