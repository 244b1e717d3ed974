"""Preparing the demo from nothing; a second call finds it ready and changes nothing."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant
from allmende.foundation.tenants.queries import forget_hosts

from . import clock
from .files import TOWNS, read_yaml
from .municipality import furnish, make_tenant, offer, settle
from .people import Citizen
from .stories import Plan, plan_stories, play

#: Tells (label, share of the work done so far from 0 to 1).
Tell = Callable[[str, float], None]
#: How many of the cases in ``stories.yaml`` each town gets.
SHARES = {"musterstadt": 0.91, "kleinau": 0.1}
_READY = "demo_ready"
_BATCH = 10
_DICE = 2026


class NotTheDemoError(RuntimeError):
    """The database holds something else than the demo, which must not be touched."""


def prepare(tell: Tell, *, afresh: bool = False) -> bool:
    """Make what is missing; returns False where everything was there. Raises ``NotTheDemoError``."""
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
    _collect(tell)
    with _quick_writes():
        _make(tell)
    return True


def _migrate(tell: Tell) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell("Tables", 0.02)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


def _collect(tell: Tell) -> None:
    if not settings.DEBUG:
        tell("Styles and scripts", 0.1)
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
    if connection.vendor != "sqlite":
        raise NotTheDemoError("Starting anew deletes everything; empty the database by hand for that.")
    if "tenants_tenant" in connection.introspection.table_names():
        _only_the_demo()
    connection.close()
    database = Path(str(connection.settings_dict["NAME"]))
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.VAR / "files", ignore_errors=True)
    forget_hosts()


@contextmanager
def _quick_writes() -> Iterator[None]:
    """No waiting for the disk, no savepoints while the demo is made: what breaks here is made anew as a whole."""
    gc.disable()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    try:
        with patch.object(connection.features, "uses_savepoints", False), patch("os.fsync"):
            yield
    finally:
        gc.enable()
        connection.close()


def _make(tell: Tell) -> None:
    dice = Random(_DICE)  # noqa: S311 - always the same municipality
    ready: list[tuple[Tenant, list[Plan]]] = []
    for town in TOWNS:
        tell(f"{town.title()}: offices, streets, people", 0.15)
        with transaction.atomic():
            tenant, citizens = _make_town(town)
            with use_tenant(tenant):
                ready.append((tenant, plan_stories(town, citizens, SHARES[town], dice)))
    total = sum(len(plans) for _tenant, plans in ready)
    done = 0
    for tenant, plans in ready:
        words = read_yaml(tenant.slug, "stories")
        with use_tenant(tenant), clock.jobs_at_once():
            for start in range(0, len(plans), _BATCH):
                with transaction.atomic():
                    for plan in plans[start : start + _BATCH]:
                        play(plan, words, dice)
                        done += 1
                tell(f"{tenant.name}: cases", 0.25 + 0.75 * done / total)
    for tenant, _plans in ready:
        tenant.settings = {**tenant.settings, _READY: True}
        tenant.save(update_fields=["settings"])


def _make_town(town: str) -> tuple[Tenant, list[Citizen]]:
    tenant = make_tenant(town)
    with use_tenant(tenant):
        furnish(town)
        citizens, _logins = settle(tenant, town)
        offer(town)
    return tenant, citizens
