"""A page for somebody who is logged in beside the same page for a stranger, over HTTP.

What counts is the server's processor time: under load the clock says more about the others than about the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from allmende.base.directory.models import Service
from allmende.base.identity.actions import create_citizen
from allmende.base.procedures.models import Procedure
from bench.figure import Figure, at_most_times, cpu_seconds
from bench.forms import FORM_A
from bench.robot import Robot
from bench.world import Served, municipality, procedure, serving

EMAIL, PASSWORD = "kim@example.org", "hundeleine-im-regen"
TIMES = 1.3
#: In turn, so that a drifting machine hits both alike; long enough for the processor's clock of 10 ms.
ROUNDS, PAGES = 6, 150


def figures() -> Iterator[Figure]:
    with municipality() as tenant:
        version = procedure(FORM_A)
        service = Service.objects.create(
            tenant=tenant, slug="hundesteuer", name="Hundesteuer – Anmeldung", leika_key="99102000000000",
            summary="Melden Sie Ihren Hund an.",
        )  # fmt: skip
        Procedure.objects.filter(pk=version.procedure_id).update(service=service)
        create_citizen(email=EMAIL, name="Kim Muster", password=PASSWORD, confirmed=True)
        with serving(workers=1) as server:
            stranger, known = Robot(server.port), Robot(server.port)
            known.submit(
                known.get("/konto/anmelden/"), {"email": EMAIL, "password": PASSWORD}, having="password"
            )
            if "Abmelden" not in known.get("/").text:
                raise RuntimeError("the citizen could not log in")
            first = [
                robot.submit(robot.get("/antrag/bench-a/"), {}, having="data-once").path
                for robot in (known, stranger)
            ]
            for name, (mine, its) in {
                "home page": ("/", "/"),
                "service page": ("/leistungen/hundesteuer/", "/leistungen/hundesteuer/"),
                "first page of a form": (first[0], first[1]),
            }.items():
                yield _beside(server, name, known, mine, stranger, its)


def _beside(server: Served, name: str, known: Robot, mine: str, stranger: Robot, its: str) -> Figure:
    for robot, path in ((known, mine), (stranger, its)):
        page = robot.get(path)
        if page.status != 200 or ("Abmelden" in page.text) is not (robot is known):
            raise RuntimeError(f"{path} answers {page.status}, or to somebody else")
    known_ms = stranger_ms = 0.0
    for _round in range(ROUNDS):
        known_ms += _cpu_ms(server, known, mine)
        stranger_ms += _cpu_ms(server, stranger, its)
    value, floor = known_ms / ROUNDS / PAGES, stranger_ms / ROUNDS / PAGES
    return at_most_times(
        f"{name} for somebody logged in", value, TIMES, "ms CPU", floor=floor,
        floor_is="the same page for a stranger",
    )  # fmt: skip


def _cpu_ms(server: Served, robot: Robot, path: str) -> float:
    before = cpu_seconds(server.workers)
    for _page in range(PAGES):
        robot.get(path)
    return (cpu_seconds(server.workers) - before) * 1000
