"""A table of 500 rules: read, checked, and asked; beside it as many CEL cells asked one by one."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

from allmende.base.workflow.decisions.checks import check_decision
from allmende.base.workflow.decisions.reading import read_decisions
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.foundation.expressions import compile_expression
from bench.figure import Figure, at_most, median_ms

RULES = 500
ASKED = 200


def figures() -> Iterator[Figure]:
    xml = _fees()
    decisions = read_decisions(xml)[0]
    if decisions is None:
        raise RuntimeError("the table of the bench cannot be read")
    inputs = [
        {"answers": {"kind": f"k{n % 10}", "area": n * 7 % 500, "urgent": n % 2 == 0}} for n in range(ASKED)
    ]
    assert all(decisions.decide(one).value is not None for one in inputs)
    turn = itertools.cycle(inputs)
    values = median_ms(lambda: [decisions.decide(next(turn)) for _ in range(ASKED)]) / ASKED
    cells = _one_by_one()
    plain = median_ms(lambda: cells({"value": 250.0}), runs=10)
    yield at_most(
        f"one decision by a table of {RULES} rules", values, 0.2, "ms", floor=plain,
        floor_is="its cells as CEL, one by one",
    )  # fmt: skip
    yield at_most(
        f"read a DMN of {RULES} rules",
        median_ms(lambda: read_decisions(xml), runs=10, clock=time.process_time),
        100,
        "ms CPU",
    )
    yield at_most(
        f"find gaps and overlaps of {RULES} rules",
        median_ms(lambda: check_decision(xml), runs=5, clock=time.process_time),
        2000,
        "ms CPU",
    )


def _fees() -> str:
    """By kind, area (25 steps) and urgency: complete and without overlap."""
    rules = [
        f'"k{kind}" | {_step(step)} | {urgent} | {kind * 100 + step}'
        for kind in range(10)
        for step in range(25)
        for urgent in ("true", "false")
    ]
    inputs = ["answers.kind: string", "answers.area: number", "answers.urgent: boolean"]
    return dmn(table("fee", inputs, ["fee: number"], *rules))


def _step(number: int) -> str:
    ends = {0: "<= 20", 24: "> 480"}
    return ends.get(number, f"({number * 20}..{number * 20 + 20}]")


def _one_by_one() -> Callable[[Any], Any]:
    cells = [compile_expression(f"value > {n}.0 && value <= {n + 1}.0") for n in range(RULES)]
    return lambda env: [cell.holds(env) for cell in cells]
