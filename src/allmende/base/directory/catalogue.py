"""The catalogue of services as a table: which rows can be used, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.text import slugify

from allmende.foundation.tables import Refusal, TableRow

from .models import Audience

COLUMNS = ("leika_key", "name")
_KEY = re.compile(r"\d{14}")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
#: Situations of businesses in the catalogue of the Online Access Act (OZG); all others are of citizens.
BUSINESS_SITUATIONS = frozenset(
    {
        "Abfall & Umweltschutz", "Anlagen & Stoffe", "Arbeitgeber sein", "Arbeitssicherheit",
        "Aus-, Weiterbildung & Sachkunde", "Auslandsgeschäft", "Ausschreibungen & öffentliche Aufträge",
        "Bauen & Immobilien", "Finanzierung & Förderung", "Forschung & Entwicklung",
        "Geschäftsauflösung & Unternehmensübergang", "Logistik & Transport", "Querschnitt Unternehmen",
        "Statistik- & Berichtspflichten", "Steuern & Abgaben", "Unternehmensstart & Gewerbezulassung",
        "Veranstaltungen",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One service of the catalogue."""

    line: int
    name: str
    leika_key: str
    leika_type: str
    group: str
    group_key: str
    life_situation: str
    subject: str

    @property
    def identity(self) -> str:
        """What makes it the same service in the next import: its LeiKa key, else name and group."""
        return self.leika_key or identity_by_name(self.name, self.group_key)

    @property
    def audience(self) -> Audience:
        return Audience.BUSINESS if self.life_situation in BUSINESS_SITUATIONS else Audience.CITIZEN


@dataclass
class Report:
    """What an import did, or would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


def identity_by_name(name: str, group_key: str) -> str:
    """The identity of a service without a LeiKa key."""
    return f"{name.casefold()}|{group_key}"


@lru_cache(maxsize=512)
def german_slug(text: str, length: int = 100) -> str:
    """A readable part of an address: "Hundesteuer – Anmeldung" becomes "hundesteuer-anmeldung"."""
    return slugify(text.translate(_LETTERS))[:length].strip("-") or "eintrag"


def read_entries(rows: Iterable[TableRow | Refusal]) -> tuple[list[Entry], list[Refusal]]:
    """The usable entries in order, and a refusal with line and reason for every other row."""
    entries: list[Entry] = []
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Refusal):
            refused.append(row)
            continue
        entry = _entry(row)
        reason = _fault(entry, seen)
        if reason:
            refused.append(Refusal(row.line, reason, entry.name[:80]))
        else:
            seen[entry.identity] = row.line
            entries.append(entry)
    return entries, refused


def _entry(row: TableRow) -> Entry:
    return Entry(
        line=row.line,
        name=" ".join(row["name"].split()),
        leika_key=row["leika_key"].replace(" ", ""),
        leika_type=row["type"],
        group=row["ozg_service"],
        group_key=row["ozg_key"],
        life_situation=row["life_situation"],
        subject=row["subject"],
    )


def _fault(entry: Entry, seen: dict[str, int]) -> str:
    """Why an entry cannot be used; "" where it can."""
    lengths = (("name", 300), ("leika_type", 10), ("group", 200), ("group_key", 10))
    if not entry.name:
        return "has no name"
    if entry.leika_key and not _KEY.fullmatch(entry.leika_key):
        return f"LeiKa key {entry.leika_key[:30]!r} does not have 14 digits"
    for name, most in lengths:
        if len(getattr(entry, name)) > most:
            return f"{name} is longer than {most} characters"
    if max(len(entry.life_situation), len(entry.subject)) > 120:
        return "life situation or subject is longer than 120 characters"
    if entry.identity in seen:
        what = "LeiKa key" if entry.leika_key else "name and group"
        return f"has the same {what} as line {seen[entry.identity]}"
    return ""
