"""A program, not a test: announces and imports in children that die by SIGKILL before one statement after the other.

usage: python -m allmende.provider.transitions.letters.tests.killing_letters    prints one JSON object for each;
test_killed_letters.py reads them. After each kill time passes, as if the worker's claims had ended, and the next one
takes up what it finds; lists are imported again from their beginning.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django

SCHOOLS = 6
#: In one transaction, so that many batches begin and end.
AT_ONCE = 2
#: Every third statement: all of them take a minute and find no more.
STEP = 3
#: The same of an import.
IMPORT_STEP = 7
LISTS = {
    "customers": ["number,kind,name,body", "T1,body,Gemeinde,", *(f"S{n},school,Schule {n},T1" for n in range(6))],
    "contacts": [
        "name,email,institution,role",
        *(f"Eva {n},eva{n}@example.org,S{n % 6},{role}" for n in range(4) for role in ("head", "it")),
    ],
    "resources": [
        "type,number,institution,technology",
        *(f"line,DSL-{n},S{n},dsl" for n in range(5)),
        "server,web-1,,",
    ],
    "dependencies": [
        "resource_type,resource_number,needs_type,needs_number,kind",
        *(f"server,web-1,line,DSL-{n},reached_by" for n in range(5)),
    ],
}  # fmt: skip


def main() -> None:
    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.test import override_settings

    from allmende.foundation.tenants.actions import save_tenant
    from allmende.foundation.tenants.context import use_tenant

    with override_settings(MIGRATION_MODULES={config.label: None for config in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)
    tenant = save_tenant(slug="kill", name="Kill", state="HE", hosts=["localhost"])
    with use_tenant(tenant):
        print(json.dumps(announce(str(tenant.pk))))
    told: dict[str, Any] = {}
    for slug in ("whole", "cut"):
        with use_tenant(save_tenant(slug=slug, name=slug, state="HE", hosts=[f"{slug}.localhost"])):
            told |= import_lists(slug)
    print(json.dumps(told))


def import_lists(slug: str) -> dict[str, Any]:
    """What is there after lists were imported, in one go ("whole") or by children that are killed ("cut")."""
    from allmende.foundation.events.models import Event
    from allmende.foundation.events.types import SYSTEM
    from allmende.foundation.events.verify import verify
    from allmende.provider.offers.resources.importing import run

    run.CHUNK = 2
    with tempfile.TemporaryDirectory() as folder:

        def work() -> None:
            for kind, lines in LISTS.items():
                path = Path(folder) / f"{kind}.csv"
                path.write_text("\n".join(lines))
                report = run.import_file(kind=kind, path=path, actor=SYSTEM)
                if report.refused:
                    raise RuntimeError(str(report.refusals))

        killed = number = 0
        if slug == "whole":
            work()
        else:
            while kill(number := number + IMPORT_STEP, work):
                killed += 1
    ended = Event.objects.filter(type="resources.imported").count()
    begun = Event.objects.filter(type="resources.import_begun").count()
    return {
        f"{slug}_killed": killed, f"{slug}_log": str(verify().fault or ""), f"{slug}_rows": dump(),
        f"{slug}_unfinished": begun - ended,
    }  # fmt: skip


def dump() -> list[list[str]]:
    """All rows of the lists by what people call them: keys differ from one run to the next."""
    from allmende.provider.offers.models import Contact, ContactRole, Institution
    from allmende.provider.offers.resources.models import Dependency, Resource

    tables: Iterable[tuple[Any, tuple[str, ...]]] = (
        (Institution, ("number", "name", "kind", "state", "body__number")),
        (Contact, ("number", "name", "email", "ended_at")),
        (ContactRole, ("contact__number", "institution__number", "role", "is_deputy")),
        (Resource, ("type", "number", "name", "institution__number", "state", "fields")),
        (Dependency, ("resource__number", "needs__number", "kind", "source")),
    )
    return [sorted(str(row) for row in model.objects.values_list(*columns)) for model, columns in tables]


def announce(tenant: str) -> dict[str, Any]:
    """Kill and go on until all letters are written; what is there then."""
    from allmende.base.messages.models import OutgoingEmail
    from allmende.foundation.events.models import Event
    from allmende.foundation.events.verify import verify
    from allmende.foundation.files.models import StoredFile
    from allmende.provider.transitions.letters import actions, announcing
    from allmende.provider.transitions.letters.models import Letter, Notice, PageLink
    from allmende.provider.transitions.tests.factories import make_hosting_programme

    from .factories import prepared

    announcing.AT_ONCE, announcing.PER_JOB = AT_ONCE, AT_ONCE * 2
    programme, _schools = make_hosting_programme(announced=False, schools=SCHOOLS)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)

    def work() -> None:
        announcing.begin.func(tenant, notice_id=str(notice.pk))
        announcing.write_letters.func(tenant, notice_id=str(notice.pk))

    killed, number, without_kill = 0, 0, 0
    while Notice.objects.get().state != Notice.State.DONE and without_kill < 2 * SCHOOLS:
        number += STEP
        died = kill(number, work)
        killed, without_kill = killed + died, 0 if died else without_kill + 1
        number = number if died else 0
        Letter.objects.update(claimed_until=None)
    per_letter = Counter(PageLink.objects.values_list("letter_id", flat=True))
    return {
        "killed": killed,
        "letters": Letter.objects.filter(state=Letter.State.SENT).count(),
        "emails": OutgoingEmail.objects.filter(kind="programme_letter").count(),
        "recipients": OutgoingEmail.objects.values("to").distinct().count(),
        "links": sorted(set(per_letter.values())),
        "files": StoredFile.objects.exclude(owner="").count(),
        "told": Event.objects.filter(type="letters.notice_sent").count(),
        "log": str(verify().fault or ""),
    }


def kill(number: int, work: Callable[[], None]) -> bool:
    """Do ``work`` in a child that dies before its ``number``-th statement; whether it died."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if not child:
        left = [number]

        def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
