"""The workflow engine: completing tasks among very many instances, timers, compiling, several processes.

The sizes can be made smaller for a look: ``ALLMENDE_BENCH_INSTANCES`` (1,000,000 as a rule).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from allmende.base.directory.models import Unit
from allmende.base.workflow.actions import complete_task, fire_due_timers, publish_process
from allmende.base.workflow.checks import compile_and_check
from allmende.base.workflow.models import ProcessVersion, Task, Timer, Token
from allmende.foundation import sql
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id
from bench.figure import Figure, at_least, at_most, at_most_times, median_ms
from bench.flow import Spiff, bytes_per_instance, decide_then_two, fill, hundred, waits_a_day
from bench.world import municipality

LARGEST = int(os.environ.get("ALLMENDE_BENCH_INSTANCES", "1000000"))
SMALL, MIDDLE, ROUNDS, AT_ONCE = LARGEST // 100, LARGEST // 10, 30, 20
WORKERS = 8


def figures() -> Iterator[Figure]:
    with municipality():
        unit = Unit.objects.create(key="office", name="Office")
        yield at_most("compile and check a model of 100 elements", _compile(), 100, "ms")
        version = publish_process(key="bench", bpmn=decide_then_two(), actor=SYSTEM)
        if connection.vendor == "postgresql":
            yield from _together(version, unit)
            return
        spiff = Spiff(settings.VAR)
        spiff.add(ROUNDS * AT_ONCE)
        times: dict[int, float] = {}
        for begin, end in ((0, SMALL), (SMALL, MIDDLE), (MIDDLE, LARGEST)):
            fill(version, begin, end, unit)
            tasks = _some(end)
            others: list[Callable[[Any], object]] = [_bare]
            if end == MIDDLE:
                others.append(spiff.complete)
            mine, *rest = _in_turn([_complete, *others], [tasks, *([range(1, 10**6)] * len(others))])
            times[end] = mine
            if end == MIDDLE:
                yield from _rate(mine, rest)
                yield at_most(
                    "state per live instance, without indexes", bytes_per_instance(end) / 1000, 1, "kB"
                )
        yield at_most_times(
            f"complete a task, {LARGEST:,} instances", times[LARGEST] * 1000, 1.3, "ms",
            floor=times[SMALL] * 1000, floor_is=f"{SMALL:,} instances",
        )  # fmt: skip
        yield _timers(unit)


def _rate(mine: float, others: Sequence[float]) -> Iterator[Figure]:
    bare, spiff = others
    yield at_least(
        f"complete a task, {MIDDLE:,} instances, one process", 1 / mine, 2_500, "/s",
        floor=round(1 / bare), floor_is="as many bare statements and one commit",
    )  # fmt: skip
    yield at_least(
        "the same, times as many as SpiffWorkflow with load and save", spiff / mine, 8, "×",
        floor=round(1 / spiff), floor_is="SpiffWorkflow, /s",
    )  # fmt: skip


def _compile() -> float:
    text = hundred()
    process, findings = compile_and_check(text)
    assert process is not None, findings
    return median_ms(lambda: compile_and_check(text), runs=10, warm=1)


def _some(number: int) -> list[Task]:
    """Open tasks from all over the table."""
    wanted = ROUNDS * AT_ONCE
    every = Task.objects.filter(element="a", state="open").order_by("id").values_list("pk", flat=True)
    keys = list(every.iterator())
    step = max(1, len(keys) // wanted)
    return list(Task.objects.filter(pk__in=keys[::step][:wanted]))


def _complete(task: Task) -> None:
    complete_task(task=task, actor=SYSTEM, variables={"ok": True})


def _bare(number: int) -> None:
    """What any engine must do at the least: as many statements by key, one commit."""
    key, tenant = sql.key(uuid7()), sql.key(current_tenant_id())
    with transaction.atomic():
        for _ in range(4):
            sql.rows("SELECT id, element FROM workflow_token WHERE id = %s", [key])
        for _ in range(6):
            sql.execute(
                "INSERT INTO events_streamhead (tenant_id, stream, seq, hash) VALUES (%s, %s, 1, '')",
                [tenant, str(uuid7())],
            )


def _in_turn(works: Sequence[Callable[[Any], object]], items: Sequence[Sequence[Any]]) -> list[float]:
    """Seconds of one call each: in rounds by turns, the median round, so that a drifting machine hits all alike."""
    rounds: list[list[float]] = [[] for _ in works]
    for turn in range(ROUNDS):
        part = slice(turn * AT_ONCE, (turn + 1) * AT_ONCE)
        for place, work in enumerate(works):
            begin = time.perf_counter()
            for item in items[place][part]:
                work(item)
            rounds[place].append((time.perf_counter() - begin) / AT_ONCE)
    return [sorted(times)[len(times) // 2] for times in rounds]


def _timers(unit: Unit) -> Figure:
    version = publish_process(key="timers", bpmn=waits_a_day(), actor=SYSTEM)
    fill(version, 0, MIDDLE, unit, timers=True)
    begin = time.perf_counter()
    while fire_due_timers(limit=1000):
        pass
    seconds = time.perf_counter() - begin
    assert not Timer.objects.exists()
    assert Task.objects.filter(element="b", instance__version=version).count() == MIDDLE
    return at_most(f"find and fire {MIDDLE:,} due timers", seconds, 90 * MIDDLE / 100_000, "s")


def _together(version: ProcessVersion, unit: Unit) -> Iterator[Figure]:
    """Processes that complete the same tasks: none is lost or done twice, and they are faster than one."""
    number = max(1_000, LARGEST // 5)
    fill(version, 0, 2 * number, unit)
    alone = _workers(1, number)
    assert Task.objects.filter(element="a", state="done").count() == number
    beside = _workers(WORKERS, 2 * number)
    done = Task.objects.filter(element="a", state="done").count()
    tokens = Token.objects.filter(element__in="bc").count()
    opened = Task.objects.filter(element__in="bc", state="open").count()
    wrong = abs(done - 2 * number) + abs(tokens - 4 * number) + abs(opened - 4 * number)
    yield at_most(
        f"tokens lost or doubled in {number:,} completions by {WORKERS} processes", wrong, 0, "tokens"
    )
    yield at_least(
        f"{WORKERS} processes, times as many as one",
        beside / alone,
        2,
        "×",
        floor=round(alone),
        floor_is="one, /s",
    )


def _workers(count: int, until: int) -> float:
    """Completions a second of ``count`` processes that each try all tasks up to the ``until``-th."""
    before = Task.objects.filter(element="a", state="done").count()
    command = [sys.executable, "-m", "bench.completing", str(until), str(count)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen([*command, str(place)], **pipes) for place in range(count)]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    begin = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.close()
    assert all(process.wait() == 0 for process in running)
    seconds = time.perf_counter() - begin
    return (Task.objects.filter(element="a", state="done").count() - before) / seconds
