"""Playing the stories on two cores: a second process plays its half on a copy of the database."""

from __future__ import annotations

import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import uuid_utils
from django.db import transaction
from django.utils import timezone

from allmende.base.cases.models import CaseNumbering
from allmende.base.identity.models import User
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

from . import clock, database
from .files import read_yaml
from .stories import Plan, play

_BATCH = 10
#: A town with its stories, each with its number in its year.
Work = tuple[Tenant, Sequence[tuple[int, Plan]]]
Done = Callable[[Tenant, int], None]


def play_all(towns: Sequence[tuple[Tenant, list[Plan]]], seed: int, done: Done) -> None:
    """Play all stories; ``done(town, number)`` tells of each batch."""
    works = [(tenant, _numbered(tenant, plans)) for tenant, plans in towns]
    if _two_can_work():
        _play_both(works, seed, done)
    else:
        _play(works, seed, done)
    for work in works:
        _number_on(*work)


def _play_both(works: Sequence[Work], seed: int, done: Done) -> None:
    ours, theirs = zip(*(_halves(work) for work in works), strict=True)
    since, copy = database.last_event(), database.double()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _other_half(theirs, seed + 1, copy, writing)
    os.close(writing)
    os.set_blocking(reading, False)
    try:
        _play(ours, seed, lambda tenant, number: done(tenant, number + _heard(reading)))
        os.set_blocking(reading, True)
        while told := os.read(reading, 1):
            done(ours[-1][0], told[0])
    finally:
        os.close(reading)
        _pid, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError("The second process could not play its half of the stories; see above.")
    database.take_over(copy, since=since)


def _two_can_work() -> bool:
    return database.is_embedded() and sys.platform == "linux" and (os.cpu_count() or 1) > 1


def _heard(pipe: int) -> int:
    """How many stories the other process told of since."""
    try:
        return sum(os.read(pipe, 1000))
    except BlockingIOError:
        return 0


def _other_half(works: Sequence[Work], seed: int, copy: Path, pipe: int) -> None:
    """The second process: never returns, and leaves the terminal to the first."""
    status = 1
    try:
        uuid_utils.reseed_rng()
        database.use(copy)
        _play(works, seed, lambda _tenant, number: _tell(pipe, number))
        database.use(copy)  # closes the connection: all is written
        status = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def _tell(pipe: int, number: int) -> None:
    os.write(pipe, bytes([number]))


def _numbered(tenant: Tenant, plans: Sequence[Plan]) -> list[tuple[int, Plan]]:
    """Each story with the number that its case gets: in the order in which they came in, from one each year."""
    numbers: Counter[int] = Counter()
    found = []
    for plan in plans:
        year = timezone.localtime(plan.received).year
        found.append((numbers[year] + 1, plan))
        numbers[year] += plan.cases
    with use_tenant(tenant):
        for year in numbers:
            CaseNumbering.objects.update_or_create(year=year, defaults={"last": 0})
    return found


def _number_on(tenant: Tenant, plans: Sequence[tuple[int, Plan]]) -> None:
    """The next case that comes in gets the number after all of these, whichever story was played last."""
    last: Counter[int] = Counter()
    for number, plan in plans:
        year = timezone.localtime(plan.received).year
        last[year] = max(last[year], number + plan.cases - 1)
    with use_tenant(tenant):
        for year, number in last.items():
            CaseNumbering.objects.filter(year=year).update(last=number)


def _halves(work: Work) -> tuple[Work, Work]:
    """Whoever has an account is played by the first process, which thereby owns the rows that exist already."""
    tenant, plans = work
    mine = [row for row in plans if isinstance(row[1].who.user, User)]
    others = [row for row in plans if not isinstance(row[1].who.user, User)]
    missing = max(0, (len(plans) + 1) // 2 - len(mine))
    step = len(others) / missing if missing else 0
    chosen = {int(place * step) for place in range(missing)}
    mine += [row for place, row in enumerate(others) if place in chosen]
    theirs = [row for place, row in enumerate(others) if place not in chosen]
    return (tenant, sorted(mine, key=_received)), (tenant, theirs)


def _received(row: tuple[int, Plan]) -> float:
    return row[1].received.timestamp()


def _play(works: Sequence[Work], seed: int, done: Done) -> None:
    dice = Random(seed)  # noqa: S311 - always the same municipality
    for tenant, plans in works:
        words = read_yaml(tenant.slug, "stories")
        with use_tenant(tenant), clock.jobs_at_once():
            for start in range(0, len(plans), _BATCH):
                batch = plans[start : start + _BATCH]
                with transaction.atomic():
                    for number, plan in batch:
                        year = timezone.localtime(plan.received).year
                        CaseNumbering.objects.filter(year=year).update(last=number - 1)
                        play(plan, words, dice)
                done(tenant, len(batch))
