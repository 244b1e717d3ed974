"""Sending an application in this process: answers checked, case, events, process, receipt queued, on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from allmende.base.cases.actions import submit
from bench.figure import Figure, at_most, median_ms
from bench.forms import FORM_A, FORM_B, answers
from bench.world import municipality, procedure


def figures() -> Iterator[Figure]:
    with municipality():
        numbers = count()
        for form, limit in ((FORM_A, 8), (FORM_B, None)):
            version, filled = procedure(form), answers(form)

            def send() -> None:
                key = f"{form['key']}-{next(numbers)}"  # noqa: B023
                submit(version=version, answers=filled, idempotency_key=key, by=AnonymousUser())  # noqa: B023

            send()
            with CaptureQueriesContext(connection) as queries:
                send()
            replay = _replay([query["sql"] for query in queries.captured_queries])
            name = f"send {form['key']}, {len(queries)} statements, CPU"
            value = median_ms(send, runs=60, clock=time.process_time)
            floor = median_ms(replay, runs=60, clock=time.process_time)
            if limit:
                yield at_most(
                    name, value, limit, "ms", floor=round(floor, 3), floor_is="as many bare statements"
                )
            else:
                yield Figure(name, round(value, 3), "ms", round(floor, 3), "as many bare statements")


def _replay(statements: list[str]) -> Callable[[], Any]:
    """As many statements as sending needs, each the least a statement can be, in one durable transaction."""
    number = sum(
        not sql.upper().startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")) for sql in statements
    )

    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for place in range(number):
                cursor.execute("SELECT %s", [place])
            cursor.execute("UPDATE tenants_tenant SET name = name")

    return run
