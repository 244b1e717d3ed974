"""The whole submission over HTTP, as four citizens without JavaScript; then until every receipt is made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django_tasks_db.models import DBTaskResult

from allmende.base.cases.models import Case
from allmende.base.records.models import Document
from bench.figure import Figure, at_least, at_most, cpu_seconds
from bench.forms import FORM_A, FORM_B, posts
from bench.robot import Robot
from bench.world import Served, municipality, procedure, serving, working

CLIENTS = 4
GOALS = {"bench-a": (0.04, 25.0, 120), "bench-b": (0.12, 10.0, 60)}


def apply(port: int, form: dict[str, Any]) -> None:
    """One application from the start page to the acknowledgement; raises where it was not acknowledged."""
    robot = Robot(port)
    page = robot.get(f"/antrag/{form['key']}/")
    page = robot.submit(page, {}, having="csrf")
    for data in posts(form):
        page = robot.submit(page, {**data, "_do": "next"}, having="_revision")
    page = robot.submit(page, {"_do": "send"}, having="csrf")
    if "/ist-angekommen/" not in page.path:
        raise RuntimeError(f"not acknowledged: {page.status} {page.path}")


def figures() -> Iterator[Figure]:
    with municipality():
        for form in (FORM_A, FORM_B):
            procedure(form)
        with serving(workers=2) as server:
            for form in (FORM_A, FORM_B):
                yield from _figures(server, form)


def _figures(server: Served, form: dict[str, Any]) -> Iterator[Figure]:
    cpu_goal, rate_goal, count = GOALS[form["key"]]
    with working(workers=2):
        for _ in range(4):  # both processes have started and are warm before the clock runs
            apply(server.port, form)
        _drained()
        before, already = cpu_seconds(server.workers), Case.objects.count()
        start = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda _: apply(server.port, form), range(count)))
        spent = cpu_seconds(server.workers) - before
        _drained()
        drained = time.perf_counter() - start
    assert Case.objects.count() == already + count, "a case is missing or doubled"
    failed = DBTaskResult.objects.filter(status="FAILED").first()
    if failed is not None:
        raise RuntimeError(f"a job failed: {failed.task_path}: {failed.traceback[-1500:]}")
    assert Document.objects.filter(kind="application").count() >= count, "a receipt is missing"
    floor = _floor(server, len(form["pages"]))
    yield at_most(
        f"{form['key']} over HTTP, web CPU each", spent / count, cpu_goal, "s",
        floor=round(floor, 4), floor_is="as many requests of a bare view",
    )  # fmt: skip
    yield at_least(f"{form['key']} until all receipts are made", count / drained, rate_goal, "/s")


def _drained() -> None:
    """Wait until nothing is queued."""
    while DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists():
        time.sleep(0.1)


def _floor(server: Served, pages: int) -> float:
    """CPU of as many requests as the application makes, each answered by the smallest view there is."""
    requests, rounds = 2 + 2 * pages + 3, 60
    before = cpu_seconds(server.workers)
    robot = Robot(server.port)
    for _ in range(requests * rounds):
        robot.get("/healthz")
    return (cpu_seconds(server.workers) - before) / rounds
