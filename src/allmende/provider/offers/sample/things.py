"""The resources of a sample, school by school, as lines of the list."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from .people import CENTRE, People, School
from .plan import Plan

RESOURCES = ("type", "number", "name", "institution", "offer", "variant", "since", "contract_until", "fields")
Line = tuple[str, ...]
#: The end of the school year for which the provider of the example ended its lines.
_BOUND_UNTIL = date(2022, 7, 31)
_HOSTING = int(ipaddress.IPv4Address("100.64.0.0"))
_LINES = int(ipaddress.IPv4Address("10.0.0.0"))
_WEB, _MOODLE = 40, 30


def _json(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _ip(number: int) -> str:
    return str(ipaddress.IPv4Address(number))


class Things:
    """Lines of everything that the provider runs for the institutions of ``people``, as ``plan`` says who has what."""

    def __init__(self, people: People, plan: Plan, dice: Random) -> None:
        self._people, self._plan, self._dice = people, plan, dice

    def lines(self) -> Iterator[Line]:
        """The provider's own, each school's, each body's and office's, those without an owner; mailboxes fill up."""
        made = 0
        for line in self._but_mailboxes():
            made += 1
            yield line
        yield from self._mailboxes(max(0, len(self._people.schools) * 30 - made))

    def _but_mailboxes(self) -> Iterator[Line]:
        yield from self._centre()
        for place, school in enumerate(self._people.schools):
            yield from self._school(place, school)
        for body in range(self._people.bodies):
            if body % 5 == 0:
                yield from self._fibre(
                    len(self._people.schools) + body, self._people.body_number(body), "body"
                )
        for place in range(len(self._people.offices)):
            yield from self._office(f"A{place + 1:04}", place)
        for place in range(max(1, len(self._people.schools) // 80)):
            yield self._line("web_space", f"WX-{place}", "", "webhosting", "anwendung",
                             _json(kind="wiki", address=f"alt{place}.schulen.example", server="web-00"))  # fmt: skip

    def _line(
        self, type: str, number: str, institution: str, offer: str, variant: str, fields: str, *, name: str = "",
        until: date | None = None,
    ) -> Line:  # fmt: skip
        since = date(2004, 9, 1) + timedelta(days=self._dice.randrange(5800))
        return (type, number, name, institution, offer, variant, since.isoformat(), str(until or ""), fields)

    def _plain(self, type: str, number: str, institution: str, **fields: Any) -> Line:
        return self._line(type, number, institution, "", "", _json(**fields))

    # ── the provider's own ─────────────────────────────────────────────────────────────────────────────────────────

    def _centre(self) -> Iterator[Line]:
        yield self._plain(
            "line", "RZ-1", CENTRE, technology="fibre", at_node=True, down_mbit=100000, up_mbit=100000
        )
        yield self._plain("ip_block", "100.64.0.0/16", CENTRE, line="RZ-1")
        yield self._plain("dns_zone", "schulen.example", CENTRE, registrar="Registrierstelle")
        yield self._plain("dns_zone", "dienste.example", CENTRE, registrar="Registrierstelle")
        machines = [(f"web-{i:02}", "web") for i in range(_WEB)] + [
            (f"moodle-{i:02}", "teaching") for i in range(_MOODLE)
        ]
        for place, (name, purpose) in enumerate([*machines, ("mx1", "mail"), ("mx2", "mail")]):
            address = _ip(_HOSTING + 256 + place)
            yield self._plain("ip_address", address, CENTRE, purpose=name)
            yield self._plain(
                "server", name, CENTRE, purpose=purpose, ram_gb=256, cores=32, storage_gb=4000, system="Linux",
                bought_on=str(date(2014 + place % 7, 3, 1)), location="Rechenzentrum", addresses=[address],
                pool="universities" if place % 9 == 0 else "schools",
            )  # fmt: skip
            host = f"{name}.dienste.example"
            yield self._record(CENTRE, host, "A", address)

    def _record(self, institution: str, host: str, kind: str, value: str, ttl: int = 86400) -> Line:
        return self._plain(
            "dns_record",
            f"{host} {kind} {value}"[:120],
            institution,
            host=host,
            kind=kind,
            value=value,
            ttl=ttl,
        )

    # ── a school's ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _school(self, place: int, school: School) -> Iterator[Line]:
        plan, at, domain = self._plan, school.number, school.domain
        served = place in plan.web or place in plan.mail or place in plan.moodle
        if served and school.own_domain:
            yield self._plain("dns_zone", domain, at, registrar="Registrierstelle", owner=school.name)
        if place in plan.dsl:
            yield from self._dsl(place, school)
        if place in plan.fibre:
            yield from self._fibre(place, at, "both")
        if place in plan.web:
            yield from self._web(place, school)
        if place in plan.moodle:
            yield from self._moodle(place, school)
        if place in plan.mail:
            yield self._line("mail_domain", domain, at, "mail", "domain", _json(own=school.own_domain))
            if place not in plan.on_addresses:
                yield self._record(at, domain, "MX", "mx1.dienste.example")
                yield self._record(
                    at, domain, "TXT", "v=spf1 a:mx1.dienste.example a:mx2.dienste.example -all"
                )
        if place in plan.exchange:
            yield self._line(
                "file_exchange_account",
                f"FX-{at}",
                at,
                "file-exchange",
                "konto",
                _json(quota_gb=50, users=20),
            )
        if place in plan.filtered:
            line = f"L-{at}" if place in plan.dsl or place in plan.fibre else ""
            yield self._line("filter_profile", f"JF-{at}", at, "youth-filter", "profil", _json(
                supplier="KlarNetz GmbH", line=line, categories=["Gewalt", "Glücksspiel"], devices=school.users // 8,
            ))  # fmt: skip

    def _web(self, place: int, school: School) -> Iterator[Line]:
        at, domain, server = school.number, school.domain, place % _WEB
        host, address = f"www.{domain}", _ip(_HOSTING + 256 + server)
        home: dict[str, Any] = {
            "kind": "homepage",
            "address": host,
            "server": f"web-{server:02}",
            "size_gb": 2,
        }
        if place in self._plan.on_moodle:
            home |= {"made_with": "moodle"} if place % 2 else {"redirects_to": f"moodle.{domain}"}
        else:
            home |= {"made_with": "cms", "database": f"DB-{at}-1"}
            yield self._plain(
                "database", f"DB-{at}-1", at, engine="mariadb", server=f"web-{server:02}", size_mb=120
            )
        yield self._line("web_space", f"W-{at}-1", at, "webhosting", "homepage", _json(**home))
        yield self._record(at, host, "A", address)
        yield self._record(at, domain, "A", address)
        yield self._plain(
            "certificate",
            f"TLS-{host}",
            at,
            names=[host, domain],
            issuer="Zertifizierungsstelle",
            valid_until="2022-03-31",
        )
        if self._dice.random() < 0.35:
            kind = self._dice.choice(("wiki", "forum", "nextcloud", "own_moodle"))
            other = f"{kind.replace('own_', 'lernen')}.{domain}"
            yield self._line("web_space", f"W-{at}-2", at, "webhosting", "anwendung", _json(
                kind=kind, address=other, server=f"web-{server:02}", database=f"DB-{at}-2", made_with="cms", size_gb=12,
            ))  # fmt: skip
            yield self._plain(
                "database", f"DB-{at}-2", at, engine="mariadb", server=f"web-{server:02}", size_mb=900
            )
            yield self._record(at, other, "CNAME", host)

    def _moodle(self, place: int, school: School) -> Iterator[Line]:
        at, host, server = school.number, f"moodle.{school.domain}", place % _MOODLE
        address = _ip(_HOSTING + 256 + _WEB + server)
        variant = "bis-500" if school.users <= 500 else "bis-2000"
        yield self._record(at, host, "A", address)
        yield self._plain(
            "database", f"DB-{at}-M", at, engine="postgresql", server=f"moodle-{server:02}", size_mb=3000
        )
        yield self._line("moodle_site", f"M-{at}", at, "moodle", variant, _json(
            address=host, server=f"moodle-{server:02}", version="3.11", is_homepage=place in self._plan.on_moodle,
            own_template=f"Vorlage {school.name}"[:200] if place % 6 == 0 else "",
            plugins=["unoconv", "h5p"] if place % 5 < 3 else ["h5p"], courses=school.users // 6, users=school.users,
            size_gb=10 + place % 90,
        ))  # fmt: skip
        yield self._plain(
            "certificate",
            f"TLS-{host}",
            at,
            names=[host],
            issuer="Zertifizierungsstelle",
            valid_until="2022-03-31",
        )

    def _dsl(self, place: int, school: School) -> Iterator[Line]:
        at, first, cable = school.number, _LINES + place * 32, place % 7 == 0
        fast = place % 2 == 0
        until = _BOUND_UNTIL + timedelta(days=61 + place % 600) if place in self._plan.bound else (
            date(2021, 12, 31) if place % 3 == 0 else None
        )  # fmt: skip
        variant = "cable-400" if cable else "dsl-100" if fast else "dsl-50"
        yield self._line("line", f"L-{at}", at, "line-dsl", variant, _json(
            technology="cable" if cable else "dsl", down_mbit=400 if cable else 100 if fast else 50,
            up_mbit=20, network="both" if place % 3 else "teaching", carrier="Breitband Neckartal GmbH", term_months=24,
        ), until=until)  # fmt: skip
        yield self._plain("ip_block", f"{_ip(first)}/29", at, line=f"L-{at}", given_by="IT-Dienstleister")
        hangs = place in self._plan.on_addresses
        uses = (
            ("Router", "Mailserver", "VPN", "Nextcloud im Haus") if hangs else ("Router", "Zugang von außen")
        )
        for step, use in enumerate(uses, start=1):
            names = {"reverse": f"mail.{school.domain}"} if use == "Mailserver" else {}
            yield self._plain("ip_address", _ip(first + step), at, purpose=use, **names)
        if hangs:
            yield from self._in_house(school, first)
        elif place % 3 == 0:
            yield self._record(at, f"zugang.{school.domain}", "A", _ip(first + 2), ttl=3600)

    def _in_house(self, school: School, first: int) -> Iterator[Line]:
        """A mail server, a VPN and a firewall of the school's own, all at addresses of its line."""
        at, domain, mail, vpn = school.number, school.domain, _ip(first + 2), _ip(first + 3)
        yield self._record(at, f"mail.{domain}", "A", mail)
        yield self._record(at, domain, "MX", f"mail.{domain}")
        yield self._record(at, domain, "TXT", f"v=spf1 ip4:{mail} -all")
        yield self._plain(
            "certificate",
            f"TLS-mail.{domain}",
            at,
            names=[f"mail.{domain}"],
            issuer="Zertifizierungsstelle",
            valid_until="2022-01-31",
        )
        yield self._plain("vpn", f"VPN-{at}", at, endpoints=[vpn], purpose="Verwaltung von zu Hause")
        yield self._plain("firewall_rule", f"FW-{at}-1", at, target=mail, port="25")
        yield self._plain("firewall_rule", f"FW-{at}-2", at, source="any", target=vpn, port="1194")

    def _fibre(self, place: int, at: str, network: str) -> Iterator[Line]:
        first, until = _LINES + (1 << 20) + place * 64, date(2024 + place % 6, 12, 31)
        fast = place % 10 == 0
        network = "both" if network == "both" else "administration"
        yield self._line("line", f"L-{at}", at, "line-fibre", "fibre-10000" if fast else "fibre-1000", _json(
            technology="fibre", down_mbit=10000 if fast else 1000, up_mbit=10000 if fast else 1000, network=network,
            at_node=True, node=f"Hochschule {place % 9 + 1}", carrier="Stadtwerke", term_months=60,
        ), until=until)  # fmt: skip
        yield self._plain("ip_block", f"{_ip(first)}/27", at, line=f"L-{at}", given_by="IT-Dienstleister")
        for step, use in enumerate(("Router", "VPN", "Dienste im Haus"), start=1):
            yield self._plain("ip_address", _ip(first + step), at, purpose=use)
        yield self._plain(
            "vpn", f"VPN-{at}", at, endpoints=[_ip(first + 2)], purpose="Verwaltungsnetz des Schulträgers"
        )
        yield self._plain("firewall_rule", f"FW-{at}-1", at, target=_ip(first + 3), port="443")

    def _mailboxes(self, count: int) -> Iterator[Line]:
        """As many as are asked for, over the schools that have mail, larger schools first by turns."""
        schools = [self._people.schools[place] for place in sorted(self._plan.mail)]
        uses = ("sekretariat", "schulleitung", "sv", "elternbeirat", "bibliothek", "hausmeister")
        for number in range(count if schools else 0):
            school, turn = schools[number % len(schools)], number // len(schools)
            box, use = (uses[turn], "function") if turn < len(uses) else (f"lehrkraft{turn - 5:02}", "person")
            yield self._line("mailbox", f"{box}@{school.domain}", school.number, "mail", "mailbox",
                             _json(use=use, size_mb=200 + number * 37 % 4000))  # fmt: skip

    # ── an office's ────────────────────────────────────────────────────────────────────────────────────────────────

    def _office(self, at: str, place: int) -> Iterator[Line]:
        dice, servers = self._dice, 6 + place % 9
        purposes = ("files", "application", "database", "application", "building", "teaching", "other")
        for number in range(servers):
            virtual = number > 2 and number % 3 == 0
            yield self._plain(
                "server", f"{at}-s{number:02}", at, purpose=purposes[number % 7], is_virtual=virtual,
                host=f"{at}-s00" if virtual else "", ram_gb=dice.choice((16, 32, 64, 128)),
                cores=dice.choice((4, 8, 16)),
                storage_gb=dice.choice((500, 1000, 4000)), users=dice.randint(5, 200), location="Serverraum im Amt",
                bought_on=str(date(2012, 1, 15) + timedelta(days=dice.randrange(3500))), system="Windows Server",
            )  # fmt: skip
        for number in range(servers + 4):
            yield self._line("application", f"{at}-a{number:02}", at, "", "", _json(
                server=f"{at}-s{number % servers:02}", maker="Fachverfahren GmbH", users=dice.randint(3, 120),
                is_teaching=number % 9 == 5,
            ), name=f"Fachverfahren {number + 1}")  # fmt: skip

    # ── what no data tell ──────────────────────────────────────────────────────────────────────────────────────────

    def dependencies(self) -> Iterator[Line]:
        """What people know: which application needs which, also in a circle, and who exchanges files by what."""
        for place in range(len(self._people.offices)):
            at, last = f"A{place + 1:04}", 9 + place % 9
            for number in range(1, last + 1):
                yield (
                    "application",
                    f"{at}-a{number:02}",
                    "application",
                    f"{at}-a{number - 1:02}",
                    "needs",
                    "Schnittstelle",
                )
            if place % 10 == 0:
                yield (
                    "application",
                    f"{at}-a00",
                    "application",
                    f"{at}-a{last:02}",
                    "needs",
                    "Rückmeldung: ein Kreis",
                )
