"""A simulation finds the bottleneck, always the same one, and every case comes to its end."""

from pathlib import Path

import pytest

from allmende.base.workflow.checks import compile_and_check
from allmende.inward.processes.simulation import Plan, simulate
from allmende.inward.processes.tests.test_trial import DRAFT

PROCEDURES = sorted((Path(__file__).resolve().parents[3] / "demo" / "procedures").glob("*/process.bpmn"))


@pytest.fixture
def process(tenant):
    return compile_and_check(DRAFT)[0]


def test_the_same_plan_has_the_same_outcome(process):
    assert simulate(process, Plan()) == simulate(process, Plan())


def test_the_shares_decide_how_often_a_way_is_taken(process):
    counts = {
        step.element: step.count for step in simulate(process, Plan(shares={"f3": 0, "other": 100})).steps
    }
    assert counts == {"ask": 1000}


def test_more_people_mean_less_waiting(process):
    def longest(people):
        plan = Plan(a_week=60, minutes={"ask": 40, "hear": 60}, people={"": people})
        return max(step.waited for step in simulate(process, plan).steps)

    assert longest(3) < longest(1)


def test_who_waits_too_long_goes_another_way(process):
    plan = Plan(a_week=60, minutes={"ask": 1, "hear": 300}, shares={"f3": 100, "other": 0})
    assert simulate(process, plan).late["late"] > 0


@pytest.mark.parametrize("path", PROCEDURES, ids=lambda path: path.parent.name)
def test_every_case_of_the_demos_procedures_ends(tenant, path):
    process = compile_and_check(path.read_text(encoding="utf-8"))[0]
    outcome = simulate(process, Plan(cases=200, people={"": 5}))
    assert outcome.ended == outcome.cases == 200
