"""Generated processes run here and in SpiffWorkflow, step by step: the same tasks are open, and both end together.

SpiffWorkflow refuses several arrows out of a task; those are tested beside the patterns.
"""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.base.workflow.checks import compile_and_check
from allmende.base.workflow.engine import Run, Surroundings
from allmende.base.workflow.graph import Kind

from .factories import inner, model

pytest.importorskip("SpiffWorkflow", reason="the oracle is installed with the development tools")
MOST_STEPS = 60
FLAGS = ("p", "q", "r")


def blocks():
    """Blocks inside blocks; each has one entry and one exit."""
    return st.recursive(
        st.just(("task",)),
        lambda inside: st.one_of(
            st.tuples(st.just("then"), inside, inside),
            st.tuples(st.just("xor"), st.sampled_from(FLAGS), inside, inside),
            st.tuples(st.just("and"), inside, inside),
            st.tuples(st.just("or"), st.sampled_from(FLAGS), st.sampled_from(FLAGS), inside, inside, inside),
            st.tuples(st.just("again"), inside),
            st.tuples(st.just("sub"), inside),
        ),
        max_leaves=7,
    )


class Drawing:
    """Lines of the factory for a block."""

    def __init__(self):
        self.number = 0
        self.lines = []

    def key(self, kind):
        self.number += 1
        return f"{kind}{self.number}"

    def add(self, tag, key, rest=""):
        self.lines.append(f"{tag} {key} {rest}".strip())
        return key

    def arrow(self, source, target, condition=""):
        self.lines.append(f"{source} {target} {condition}".strip())

    def draw(self, block):
        """(first element, last element)"""
        return getattr(self, f"_{block[0]}")(*block[1:])

    def _task(self):
        key = self.add("user", self.key("t"))
        return key, key

    def _then(self, one, two):
        (first, end), (begin, last) = self.draw(one), self.draw(two)
        self.arrow(end, begin)
        return first, last

    def _branches(self, gate, conditions, parts, default):
        split, join = self.key(gate), self.key(gate)
        ends = [self.draw(part) for part in parts]
        tag = {"x": "xor", "a": "and", "o": "or"}[gate]
        self.add(tag, split, f"default={split}_{ends[-1][0]}" if default else "")
        self.add(tag, join)
        for (first, last), condition in zip(ends, conditions, strict=True):
            self.arrow(split, first, condition)
            self.arrow(last, join)
        return split, join

    def _xor(self, flag, one, two):
        return self._branches("x", (flag, ""), (one, two), True)

    def _and(self, one, two):
        return self._branches("a", ("", ""), (one, two), False)

    def _or(self, flag, other, one, two, three):
        return self._branches("o", (flag, other, ""), (one, two, three), True)

    def _again(self, part):
        merge, split, asks = self.add("xor", self.key("x")), self.key("x"), self.key("t")
        first, last = self.draw(part)
        self.add("user", asks)
        after = self.add("user", self.key("t"))
        self.add("xor", split, f"default={split}_{after}")
        for source, target, condition in (
            (merge, first, ""), (last, asks, ""), (asks, split, ""), (split, merge, f"again_{asks}"),
            (split, after, ""),
        ):  # fmt: skip
            self.arrow(source, target, condition)
        return merge, after

    def _sub(self, part):
        key, inside = self.key("p"), Drawing()
        inside.number = 1000 * self.number
        first, last = inside.draw(part)
        begin, end = inside.add("start", inside.key("s")), inside.add("end", inside.key("e"))
        inside.arrow(begin, first)
        inside.arrow(last, end)
        self.lines.append(
            f'<bpmn:subProcess id="{key}" name="{key}">{inner(*inside.lines)}</bpmn:subProcess>'
        )
        return key, key


def drawn(block):
    drawing = Drawing()
    first, last = drawing.draw(block)
    drawing.add("start", "s")
    drawing.add("end", "e")
    drawing.arrow("s", first)
    drawing.arrow(last, "e")
    return model(*drawing.lines)


class Ours:
    def __init__(self, xml, flags):
        process, findings = compile_and_check(xml)
        assert process is not None, [str(finding) for finding in findings]
        self.run = Run(
            process, dict(flags), {}, Surroundings(timezone.now(), lambda _unit: None, lambda _key: None)
        )
        self.run.start()

    def open(self):
        return Counter(
            mark.element for mark in self.run.marks.values() if self.run.node(mark).kind is Kind.USER
        )

    def complete(self, element, values):
        mark = next(mark for mark in self.run.marks.values() if mark.element == element)
        self.run.set_variables(values, mark)
        self.run.go_on(mark)

    def ended(self):
        return self.run.state == "ended"


class Spiff:
    def __init__(self, xml, flags):
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        parser = BpmnParser()
        parser.add_bpmn_str(xml.encode())
        self.workflow = BpmnWorkflow(parser.get_spec("P"), parser.get_subprocess_specs("P"))
        self.workflow.data.update(flags)
        self.workflow.task_tree.data.update(flags)
        self.workflow.do_engine_steps()

    def _ready(self):
        from SpiffWorkflow.util.task import TaskState

        return self.workflow.get_tasks(state=TaskState.READY, manual=True)

    def open(self):
        return Counter(task.task_spec.bpmn_id for task in self._ready())

    def complete(self, element, values):
        task = next(task for task in self._ready() if task.task_spec.bpmn_id == element)
        task.data.update(values)
        task.run()
        self.workflow.do_engine_steps()

    def ended(self):
        return self.workflow.completed


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    block=blocks(),
    flags=st.fixed_dictionaries({flag: st.booleans() for flag in FLAGS}),
    order=st.lists(st.integers(0, 7), min_size=MOST_STEPS, max_size=MOST_STEPS),
)
def test_both_engines_open_the_same_tasks_and_end_together(block, flags, order):
    xml = drawn(block)
    asked = Counter()
    flags = {**flags, **{f"again_t{n}": False for n in range(60)}}
    ours, theirs = Ours(xml, flags), Spiff(xml, flags)
    for choice in order:
        assert ours.open() == theirs.open()
        assert ours.ended() == theirs.ended()
        waiting = sorted(ours.open())
        if not waiting:
            break
        element = waiting[choice % len(waiting)]
        asked[element] += 1
        values = {f"again_{element}": asked[element] == 1 and choice % 2 == 0}
        ours.complete(element, values)
        theirs.complete(element, values)
