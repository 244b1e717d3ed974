"""The customers of a sample and their contacts, as lines of the two lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from . import names

CUSTOMERS = ("number", "kind", "name", "school_type", "body", "street", "postcode", "city", "land", "users")
CONTACTS = ("number", "name", "email", "phone", "institution", "role", "deputy")
Line = tuple[str, ...]
#: The provider's own computing centre, to which servers and address blocks belong.
CENTRE = "A0000"
_OFFICES = (
    "Hauptamt", "Personalamt", "Kämmerei", "Stadtkasse", "Steueramt", "Rechtsamt", "Bürgeramt",
    "Standesamt", "Ordnungsamt", "Straßenverkehrsbehörde", "Feuerwehr", "Schulamt", "Kulturamt",
    "Stadtarchiv", "Stadtbücherei", "Volkshochschule", "Musikschule", "Museum", "Sozialamt", "Jugendamt",
    "Gesundheitsamt", "Sportamt", "Wohnungsamt", "Stadtplanungsamt", "Vermessungsamt", "Bauaufsicht",
    "Hochbauamt", "Tiefbauamt", "Grünflächenamt", "Umweltamt", "Friedhofsamt", "Forstamt",
    "Stadtentwässerung", "Stadtreinigung", "Liegenschaftsamt", "Amt für Wirtschaft", "Presseamt",
    "Rechnungsprüfungsamt", "Statistikstelle",
)  # fmt: skip


@dataclass(frozen=True)
class School:
    """A school of the sample."""

    number: str
    name: str
    kind: str
    domain: str
    users: int
    body: int
    own_domain: bool


class People:
    """Bodies, schools and offices of a sample. ``schools`` in order; the number of bodies and offices follows.

    ``offices=False``: the computing centre only, for whoever brings offices of its own.
    """

    def __init__(self, schools: int, dice: Random, *, offices: bool = True) -> None:
        self.bodies = max(2, round(schools * 300 / 2000))
        wanted = max(2, min(len(_OFFICES), round(schools * 39 / 2000))) if offices else 0
        self.offices = _OFFICES[:wanted]
        self._dice = dice
        self._towns = names.towns(self.bodies, dice)
        self.schools = [self._school(place) for place in range(schools)]

    def _school(self, place: int) -> School:
        # A few bodies run many schools, most of them a handful.
        body = place if place < self.bodies else int(self.bodies * self._dice.random() ** 1.7)
        name, kind, begins, users = names.school(self._towns[body], self._dice)
        own = self._dice.random() < 0.7
        domain = f"{begins}-{place:04}" + (".example" if own else ".schulen.example")
        return School(f"S{place + 10000}", name, kind, domain, users, body, own)

    def body_number(self, body: int) -> str:
        """Under which a body is listed."""
        return f"T{body + 1000}"

    def town(self, body: int) -> str:
        """Where a body and its schools are."""
        return self._towns[body]

    def customers(self) -> Iterator[Line]:
        """Bodies, schools, then offices."""
        dice = self._dice
        for body, town in enumerate(self._towns):
            kind = "Stadt" if body % 4 == 0 else "Gemeinde" if body % 4 < 3 else "Schulverband"
            home = (f"Rathausplatz {1 + body % 9}", self._postcode(body), town)
            yield (self.body_number(body), "body", f"{kind} {town}", "", "", *home, "BW", "0")
        for school in self.schools:
            street = f"{dice.choice(('Schulstraße', 'Gartenweg', 'Lindenallee', 'Talstraße'))} {dice.randint(1, 80)}"
            home = (street, self._postcode(school.body), self._towns[school.body])
            its = self.body_number(school.body)
            yield (school.number, "school", school.name, school.kind, its, *home, "BW", str(school.users))
        yield (
            CENTRE,
            "office",
            "Rechenzentrum des IT-Dienstleisters",
            "",
            "",
            "",
            "",
            "Musterstadt",
            "BW",
            "60",
        )
        for place, name in enumerate(self.offices):
            users = str(dice.randint(10, 400))
            yield (
                f"A{place + 1:04}",
                "office",
                f"{name} Musterstadt",
                "",
                "",
                "",
                "60001",
                "Musterstadt",
                "BW",
                users,
            )

    def _postcode(self, body: int) -> str:
        return f"7{body % 10000:04}"

    def contacts(self) -> Iterator[Line]:
        """Five contacts for each school in all: heads, IT, secretaries, deputies, and those of bodies and offices."""
        dice, wanted = self._dice, len(self.schools) * 5
        made = 0
        before: Line = ()
        for school in self.schools:
            head, it, office = (names.person(dice) for _ in range(3))
            yield self._line(head, f"schulleitung@{school.domain}", school.number, "head")
            if before and made % 40 == 2:  # one IT teacher looks after two schools
                yield (*before, "", school.number, "it", "")
            else:
                email = f"{names.plain(it).replace('-', '.')}@{school.domain}"
                line = self._line(it, email, school.number, "it")
                before = line[:3]
                yield line
                made += 1
            yield self._line(office, f"sekretariat@{school.domain}", school.number, "secretary")
            made += 2
        for body in range(self.bodies):
            domain = f"{names.plain(self._towns[body])}-{body:03}.example"
            for role, box in (("body", "schulamt"), ("it", "it"), ("head", "rathaus")):
                yield self._line(names.person(dice), f"{box}@{domain}", self.body_number(body), role)
                made += 1
        for place, name in enumerate(self.offices):
            for role in ("head", "it"):
                email = f"{names.plain(name)}-{role}@musterstadt.example"
                yield self._line(names.person(dice), email, f"A{place + 1:04}", role)
                made += 1
        turn = 0
        while made < wanted:
            school, again = self.schools[turn % len(self.schools)], turn // len(self.schools)
            role = ("it", "head", "secretary")[again % 3]
            email = f"vertretung{again}@{school.domain}"
            yield self._line(names.person(dice), email, school.number, role, deputy=True)
            turn, made = turn + 1, made + 1

    def _line(self, name: str, email: str, institution: str, role: str, *, deputy: bool = False) -> Line:
        phone = f"07000 {self._dice.randint(10000, 99999)}"
        number = f"{institution}-{email.partition('@')[0]}"
        return (number, name, email, phone, institution, role, "ja" if deputy else "")
