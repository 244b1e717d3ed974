"""Preparing the demo from nothing; a second call finds it ready and changes nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant
from allmende.foundation.tenants.queries import forget_hosts

from . import database
from .files import TOWNS
from .halves import play_all
from .municipality import furnish, make_tenant, offer, settle
from .payments import pay_most
from .people import Citizen
from .processes import draft_tables, map_processes
from .provider import SCHOOLS, TOWN, provide
from .stories import Plan, plan_stories

#: Tells (label, share of the work done so far from 0 to 1).
Tell = Callable[[str, float], None]
#: How many of the cases in ``stories.yaml`` each town gets.
SHARES = {"musterstadt": 0.905, "kleinau": 0.1}
#: The small demo: of each plot one case is played in Musterstadt.
FEW = {"musterstadt": 0.0, "kleinau": 0.1}
_READY = "demo_ready"
_DICE = 2026


class NotTheDemoError(RuntimeError):
    """The database holds something else than the demo, which must not be touched."""


def prepare(tell: Tell, *, afresh: bool = False, schools: int = SCHOOLS, small: bool = False) -> bool:
    """Make what is missing, with so many schools for the provider; returns False where everything was there.

    Of a ``small`` demo each plot of the stories is played once.

    Raises ``NotTheDemoError``.
    """
    if not settings.DEMO:
        raise NotTheDemoError("The demo mode is off (ALLMENDE_DEMO=0); its log-ins must not exist here.")
    if afresh:
        _wipe()
    _migrate(tell)
    _only_the_demo()
    if _is_ready():
        return False
    if Tenant.objects.exists():  # the last call was stopped halfway
        _wipe()
        _migrate(tell)
    gc.disable()
    try:
        with database.quick_writes():
            _make(tell, schools, FEW if small else SHARES)
    finally:
        gc.enable()
    return True


def _migrate(tell: Tell) -> None:
    if database.lacks_tables():
        tell("Tables", 0.02)
        database.make_tables()


def _collect() -> None:
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def _only_the_demo() -> None:
    others = Tenant.objects.exclude(slug__in=TOWNS).values_list("name", flat=True)
    if others:
        raise NotTheDemoError(f"This database belongs to {', '.join(others)}; the demo does not touch it.")


def _is_ready() -> bool:
    found = Tenant.objects.filter(slug__in=TOWNS)
    return len(found) == len(TOWNS) and all(town.settings.get(_READY) for town in found)


def _wipe() -> None:
    """Delete the demo's database and files; only where they are the embedded ones."""
    if not database.is_embedded():
        raise NotTheDemoError("Starting anew deletes everything; empty the database by hand for that.")
    if "tenants_tenant" in connection.introspection.table_names():
        _only_the_demo()
    database.remove()
    forget_hosts()


def _make(tell: Tell, schools: int, shares: dict[str, float]) -> None:
    dice = Random(_DICE)  # noqa: S311 - always the same municipality
    ready: list[tuple[Tenant, list[Plan]]] = []
    with ThreadPoolExecutor(
        1
    ) as beside:  # packing styles and scripts needs no database and half the time of a town
        packed = beside.submit(_collect)
        for town in TOWNS:
            tell(f"{town.title()}: offices, streets, people", 0.15)
            with transaction.atomic():
                tenant, citizens = _make_town(town)
                with use_tenant(tenant):
                    least = 0 if shares[town] else 1
                    ready.append((tenant, plan_stories(town, citizens, shares[town], dice, least=least)))
        packed.result()
    total = sum(len(plans) for _tenant, plans in ready)
    played = 0

    def done(tenant: Tenant, number: int) -> None:
        nonlocal played
        played += number
        tell(f"{tenant.name}: cases", 0.25 + 0.75 * played / total)

    play_all(ready, _DICE, done)
    for tenant, _plans in ready:
        with use_tenant(tenant):
            with transaction.atomic():
                pay_most(dice)
            if tenant.slug == TOWN:
                tell(f"{tenant.name}: schools and their IT", 0.99)
                provide(tenant, schools=schools)
        tenant.settings = {**tenant.settings, _READY: True}
        tenant.save(update_fields=["settings"])


def _make_town(town: str) -> tuple[Tenant, list[Citizen]]:
    tenant = make_tenant(town)
    with use_tenant(tenant):
        furnish(town)
        citizens, _logins = settle(tenant, town)
        offer(town)
        map_processes()
        draft_tables()
    return tenant, citizens
