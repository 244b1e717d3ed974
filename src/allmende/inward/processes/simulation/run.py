"""The run itself: events in the order of time, tokens as in the engine, tasks in queues."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict, deque
from dataclasses import dataclass
from random import Random
from typing import Any

from allmende.base.workflow.graph import ENDS, PERSON, Flow, Kind, Node, Process

from .outcome import Outcome, Tally
from .plan import DAYS_A_WEEK, HOURS_A_DAY, MOST_CASES, Plan, office_of, timer_hours

#: A case of more steps goes round in circles for ever.
MOST_STEPS = 500
_SEED = 2026
_SPLITS = frozenset({Kind.EXCLUSIVE, Kind.INCLUSIVE})


@dataclass
class _Token:
    case: int
    element: str
    flow: str = ""
    scope: _Token | None = None
    job: _Job | None = None
    gone: bool = False


@dataclass
class _Job:
    token: _Token
    since: float
    begun: float = -1


def simulate(process: Process, plan: Plan) -> Outcome:
    """Run the plan; always the same outcome for the same plan."""
    return _Simulation(process, plan).run()


class _Simulation:
    def __init__(self, process: Process, plan: Plan) -> None:
        self.process, self.plan = process, plan
        self.dice = Random(_SEED)  # noqa: S311 - a simulation
        self.now = 0.0
        self.tally = Tally()
        self.order = itertools.count()
        self.events: list[tuple[float, int, str, Any]] = []
        self.tokens: dict[int, list[_Token]] = defaultdict(list)
        self.queues: dict[str, deque[_Job]] = defaultdict(deque)
        #: People who have nothing to do, by office.
        self.free: dict[str, int] = {}
        self.taken: dict[int, int] = defaultdict(int)

    def run(self) -> Outcome:
        rate = max(self.plan.a_week, 0.01) / (DAYS_A_WEEK * HOURS_A_DAY)
        at = 0.0
        for case in range(min(self.plan.cases, MOST_CASES)):
            at += self.dice.expovariate(rate)
            self._at(at, "case", case)
        while self.events:
            self.now, _number, what, about = heapq.heappop(self.events)
            getattr(self, f"_on_{what}")(about)
        return self.tally.outcome(self.process, self.plan, self.free)

    def _at(self, when: float, what: str, about: Any) -> None:
        heapq.heappush(self.events, (when, next(self.order), what, about))

    def _on_case(self, case: int) -> None:
        self.tally.begun[case] = self.now
        self._put(_Token(case, self.process.start))

    def _on_over(self, token: _Token) -> None:
        if not token.gone:
            self._leave(token)

    def _on_worked(self, job: _Job) -> None:
        office = self._office(job.token.element)
        self.free[office] += 1
        self.tally.busy[office] += self.now - job.begun
        self.tally.worked_until = self.now
        if not job.token.gone:
            self.tally.works[job.token.element].append(self.now - job.begun)
            self._leave(job.token)
        self._next(office)

    def _on_limit(self, about: tuple[_Token, str, str]) -> None:
        token, key, element = about
        if token.gone or token.element != element:
            return
        self.tally.late[key] += 1
        node = self.process.nodes[key]
        if node.interrupting:
            self._drop(token)
        self._put(_Token(token.case, key, scope=token.scope))

    def _put(self, token: _Token) -> None:
        """A token comes to an element."""
        self.tokens[token.case].append(token)
        self.taken[token.case] += 1
        if self.taken[token.case] > MOST_STEPS:
            for other in list(self.tokens[token.case]):
                self._drop(other)
            return
        node = self.process.nodes[token.element]
        for key in node.boundary:
            hours = self._hours(self.process.nodes[key])
            if hours is not None:
                self._at(self.now + hours, "limit", (token, key, node.id))
        self._enter(token, node)

    def _enter(self, token: _Token, node: Node) -> None:
        if node.kind in PERSON:
            office = self._office(node.id)
            self.free.setdefault(office, max(int(self.plan.people.get(office, 1)), 1))
            token.job = _Job(token, self.now)
            self.queues[office].append(token.job)
            self._next(office)
        elif node.kind is Kind.SUBPROCESS:
            self._put(_Token(token.case, node.inner_start, scope=token))
        elif node.kind in ENDS:
            self._end(token, node)
        elif node.kind is Kind.PARALLEL and node.incoming > 1:
            self._join(token, node)
        elif node.kind is Kind.INCLUSIVE and node.id in self.process.reaches:
            self._join_inclusive(token, node)
        else:
            self._at(self.now + (self._hours(node) or 0.0), "over", token)

    def _hours(self, node: Node) -> float | None:
        """How long an event waits; None for a boundary event that does not happen."""
        if node.id in self.plan.delays:
            return self.plan.delays[node.id]
        return timer_hours(node)

    def _office(self, element: str) -> str:
        return office_of(self.process.nodes[element])

    def _next(self, office: str) -> None:
        """Whoever is free takes the oldest task."""
        queue = self.queues[office]
        while queue and self.free[office] > 0:
            job = queue.popleft()
            if job.token.gone:
                continue
            self.free[office] -= 1
            job.begun = self.now
            self.tally.waits[job.token.element].append(self.now - job.since)
            mean = max(self.plan.minutes.get(job.token.element, 20.0), 0.0) / 60
            self._at(self.now + self.dice.triangular(mean * 0.5, mean * 1.75, mean * 0.75), "worked", job)

    def _leave(self, token: _Token) -> None:
        node = self.process.nodes[token.element]
        flows = self._ways(node)
        self._forget(token)
        for flow in flows:
            self._put(_Token(token.case, flow.target, flow.id, token.scope))
        if not flows:
            self._scope_over(token)
        self._open_joins(token.case)

    def _ways(self, node: Node) -> list[Flow]:
        out = list(node.outgoing)
        if node.kind is Kind.EVENT_BASED:
            return out and [min(out, key=lambda flow: self._hours(self.process.nodes[flow.target]) or 0.0)]
        if len(out) < 2 or (node.kind not in _SPLITS and not any(flow.condition for flow in out)):
            return out
        weights = [max(self.plan.shares.get(flow.id, 100 / len(out)), 0.0) for flow in out]
        if node.kind is Kind.INCLUSIVE:
            chosen = [
                flow for flow, weight in zip(out, weights, strict=True) if self.dice.random() * 100 < weight
            ]
            return chosen or [out[-1]]
        return self.dice.choices(out, weights if any(weights) else None)

    def _join(self, token: _Token, node: Node) -> None:
        here = [t for t in self.tokens[token.case] if t.element == node.id and t.scope is token.scope]
        arrived = {t.flow: t for t in here}
        if len(arrived) < node.incoming:
            return
        for other in arrived.values():
            if other is not token:
                self._forget(other)
        self._at(self.now, "over", token)

    def _join_inclusive(self, token: _Token, node: Node) -> None:
        here = [t for t in self.tokens[token.case] if t.element == node.id and t.scope is token.scope]
        reach = self.process.reaches[node.id]
        filled = {t.flow for t in here}
        others = [t for t in self.tokens[token.case] if t.element != node.id]
        if any(set(reach.get(t.element, ())) - filled for t in others):
            return
        for other in here[1:]:
            self._forget(other)
        self._at(self.now, "over", here[0])

    def _open_joins(self, case: int) -> None:
        for token in list(self.tokens[case]):
            if token.element in self.process.reaches and not token.gone:
                self._join_inclusive(token, self.process.nodes[token.element])

    def _end(self, token: _Token, node: Node) -> None:
        if node.kind is Kind.TERMINATE:
            for other in [t for t in self.tokens[token.case] if t.scope is token.scope and t is not token]:
                self._drop(other)
        self._forget(token)
        self._scope_over(token)
        self._open_joins(token.case)

    def _scope_over(self, token: _Token) -> None:
        left = self.tokens[token.case]
        if token.scope is not None:
            if not token.scope.gone and not any(t.scope is token.scope for t in left):
                self._at(self.now, "over", token.scope)
        elif not left and token.case not in self.tally.ended:
            self.tally.ended[token.case] = self.now

    def _forget(self, token: _Token) -> None:
        token.gone = True
        if token in self.tokens[token.case]:
            self.tokens[token.case].remove(token)

    def _drop(self, token: _Token) -> None:
        for inner in [t for t in self.tokens[token.case] if t.scope is token]:
            self._drop(inner)
        self._forget(token)
