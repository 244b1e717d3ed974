"""Figures from the log: how often, how long, as drawn or not; only groups of five, and nothing by difference."""

import csv
import io
import itertools
import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from lxml import etree

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.workflow.actions import (
    assign_task,
    cancel_instance,
    complete_task,
    publish_process,
    start_process,
)
from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.models import Task
from allmende.base.workflow.tests.factories import model
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.inward.processes.mining import actions, figures
from allmende.inward.processes.mining.export import csv_lines, xes
from allmende.inward.processes.mining.groups import Cell, blocks, released
from allmende.inward.processes.mining.net import Net
from allmende.inward.processes.mining.periods import Period, last_over, read_period
from allmende.inward.processes.mining.replay import replay

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/prozesse/zahlen"
LINES = (
    "start s", "user check 'Check' unit=office answers='yes: Yes|no: No' result=more", "xor again default=again_decide",
    "user ask 'Ask' unit=office", "user decide 'Decide' unit=office", "end e",
    "s check", "check again", "again ask \"more=='yes'\"", "ask check", "again decide", "decide e",
)  # fmt: skip
YEAR = 2025
JANUARY = YEAR * 12


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def version(tenant):
    make_unit("office")
    return publish_process(key="permit", bpmn=model(*LINES), actor=SYSTEM)


@pytest.fixture
def hands(tenant):
    """Five people."""
    return [Actor("staff", make_staff().pk) for _ in range(5)]


_subjects = itertools.count(1)


def case(version, hands, month=1, *, rounds=0, decides=True, hours=10):
    """One run in ``month``: checked, ``rounds`` times asked and checked again, decided after ``hours``."""
    at = datetime(YEAR, month, 3, 8, tzinfo=UTC)
    number = next(_subjects)
    turn = itertools.cycle(hands[number % len(hands) :] + hands)
    instance = start_process(version=version, subject=f"test:{number}", variables={}, actor=SYSTEM, at=at)
    ways = [("check", "yes"), ("ask", "")] * rounds + [("check", "no"), ("decide", "")]
    for element, more in ways if decides else ways[:-1]:
        task = Task.objects.get(instance=instance, element=element, state="open")
        at += timedelta(hours=hours)
        complete_task(task=task, actor=next(turn), variables={"more": more} if more else {}, at=at)
    if not decides:
        cancel_instance(instance=instance, actor=SYSTEM, reason="withdrawn", at=at)


def counted(first=1, last=12, unit=""):
    return figures.count("permit", Period(JANUARY + first - 1, JANUARY + last - 1), unit)


def test_ways_times_and_steps_done_again_are_counted(version, hands):
    for number in range(10):
        case(version, hands, rounds=number % 2)
    found = counted()
    assert found.cases.cases == 10
    assert found.cases.median == pytest.approx(30 * 3600)  # five took 20 hours, five 40
    assert [(way.steps, way.spread.cases) for way in found.ways] == [
        (["check", "ask", "check", "decide"], 5),
        (["check", "decide"], 5),
    ]
    assert [(row.element, row.cases) for row in found.again] == [("check", 5)]
    steps = {row.element: row for row in found.steps}
    assert steps["check"].cases == 10
    assert steps["check"].spread.median == 10 * 3600
    assert (found.fitting, found.deviating) == (10, None)


def test_waiting_ends_when_somebody_takes_the_task(version, hands):
    person = make_staff()
    for number in range(5):
        at = datetime(YEAR, 2, 3, 8, tzinfo=UTC)
        instance = start_process(
            version=version, subject=f"test:w{number}", variables={}, actor=SYSTEM, at=at
        )
        for element, more in (("check", "no"), ("decide", "")):
            task = Task.objects.get(instance=instance, element=element, state="open")
            assign_task(task=task, assignee=person, actor=SYSTEM, at=at + timedelta(hours=3))
            at += timedelta(hours=5)
            complete_task(task=task, actor=hands[number], variables={"more": more}, at=at)
    step = {row.element: row for row in counted().steps}["check"]
    assert (step.waited, step.handled) == (3 * 3600, 2 * 3600)


def test_times_of_a_step_need_five_people_and_nothing_is_about_one_person(version, hands):
    for _number in range(6):
        case(version, hands[:4])
    step = {row.element: row for row in counted().steps}["check"]
    assert (step.cases, step.spread, step.waited, step.kept) == (5, None, None, None)
    for _number in range(6):
        case(version, hands[:1], month=3)
    assert counted(3, 3).cases is None


def test_four_cases_tell_nothing(version, hands):
    for _number in range(4):
        case(version, hands)
    found = counted()
    assert found.cases is None
    assert (found.ways, found.again, found.offices) == ([], [], [])
    assert all(row.cases is None and row.spread is None for row in found.steps)


def test_a_case_cannot_be_read_from_the_difference_of_two_periods(version, hands):
    for _number in range(5):
        case(version, hands, month=1)
    case(version, hands, month=2, hours=99)
    assert counted(1, 1) == counted(1, 2).__class__(**{**vars(counted(1, 2)), "last": JANUARY})


def test_two_answers_differ_by_nothing_or_by_five_cases_whatever_is_asked():
    chance = random.Random(5)
    for _round in range(40):
        offices = {
            office: {month: _cell(chance) for month in range(24) if chance.random() < 0.7} for office in "ab"
        }
        months = range(24)
        answers = {
            (first, last, unit, people): _number(released(offices, first, last, unit, of_people=people))
            for first in months for last in range(first, 24) for unit in ("", "a", "b") for people in (True, False)
        }  # fmt: skip
        for (first, last, unit, people), number in answers.items():
            assert number == 0 or number >= 5
            wider = answers.get((first, last + 1, unit, people), number)
            assert wider == number or wider >= number + 5
            assert number % 5 == 0
            rest = number - answers[first, last, "a", people] if unit == "" else 0
            assert rest == 0 or rest >= 5


def _cell(chance):
    cases = chance.randint(1, 7)
    return Cell(cases, {f"p{chance.randint(0, 9)}" for _ in range(cases)})


def _number(found):
    return found.cases if found else 0


def test_a_whole_less_its_part_never_tells_of_fewer_than_five():
    chance = random.Random(7)
    for _round in range(40):
        whole = {month: _cell(chance) for month in range(12)}
        part = {month: Cell(chance.randint(0, cell.cases), cell.people) for month, cell in whole.items()}
        for first, last in itertools.combinations(range(12), 2):
            rest = _number(released({"": whole}, first, last)) - _number(released({"": part}, first, last))
            assert rest % 5 == 0


def test_durations_come_from_five_new_cases_each_time():
    months = {number: Cell(cases, {"a", "b"}) for number, cases in enumerate((7, 3, 1, 1, 9))}
    found = list(blocks(months, of_people=False))
    assert found == [([0], 5), ([1, 2, 3], 5), ([4], 10)]


def test_blocks_are_the_same_whatever_comes_later():
    months = {number: Cell(2, {"a", "b"}) for number in range(7)}
    early = list(blocks({key: months[key] for key in range(4)}, of_people=False))
    assert list(blocks(months, of_people=False))[: len(early)] == early


def test_the_running_month_cannot_be_asked_for():
    assert read_period("2020-01", "2999-12").last == last_over()
    with pytest.raises(ValueError, match="2020-13"):
        read_period("2020-13")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("check decide", []),
        ("check ask check decide", []),
        ("check", [("skipped", "decide")]),
        ("check decide decide", [("added", "decide")]),
        ("check + decide", [("added", "+")]),
        ("decide", [("skipped", "check")]),
    ],
)
def test_conformance_names_what_was_left_out_or_added(version, steps, expected):
    found = replay(Net(compiled(version.pk)), steps.split())
    assert [(row.kind, row.element) for row in found] == expected


def test_parallel_paths_fit_in_any_order(tenant):
    make_unit("office")
    lines = ("start s", "and f", "user a 'A' unit=office", "user b 'B' unit=office", "and j", "end e",
             "s f", "f a", "f b", "a j", "b j", "j e")  # fmt: skip
    net = Net(compiled(publish_process(key="p", bpmn=model(*lines), actor=SYSTEM).pk))
    assert replay(net, ["a", "b"]) == replay(net, ["b", "a"]) == ()
    assert [row.element for row in replay(net, ["a"])] == ["b"]
    assert replay(net, ["a"], cut_short=True) == ()


def test_what_was_ended_early_is_counted_apart(version, hands):
    for _number in range(5):
        case(version, hands, decides=False)
    assert (counted().cut_short, counted().fitting) == (5, 5)


def test_xes_follows_the_standard_and_names_nobody(version, hands):
    for _number in range(5):
        case(version, hands)
    case(version, hands, rounds=1)
    text = "".join(xes("permit", Period(JANUARY, JANUARY + 11)))
    log = etree.fromstring(text.encode())
    names = [etree.QName(child).localname for child in log]
    order = ["extension", "global", "classifier", "string", "trace"]
    assert names == sorted(names, key=order.index)
    assert log.get("xes.version") == "2.0"
    named = [entry.get("name") for entry in log if entry.get("name")]
    assert [name for name in named if not re.fullmatch(r"[A-Za-z_][\w.-]*", name)] == []
    assert names.count("trace") == 5  # the sixth went its own way
    ns = {"x": "http://www.xes-standard.org/"}
    for event in log.iterfind(".//x:event", ns):
        keys = [(etree.QName(part).localname, part.get("key")) for part in event]
        assert keys[:3] == [
            ("string", "concept:name"),
            ("string", "lifecycle:transition"),
            ("date", "time:timestamp"),
        ]
        assert datetime.fromisoformat(event[2].get("value")).minute == 0
    declared = {part.get("prefix") for part in log.iterfind("x:extension", ns)}
    used = {key.partition(":")[0] for key in log.xpath("//@key") if ":" in key}
    assert used <= declared
    assert not any(str(hand.id) in text for hand in hands)
    assert "test:" not in text


def test_csv_has_a_line_for_each_event(version, hands):
    for _number in range(5):
        case(version, hands)
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines("permit", Period(JANUARY, JANUARY + 11))))))
    assert len(rows) == 5 * 4
    assert {row["transition"] for row in rows} == {"schedule", "complete"}


def test_kept_figures_are_those_counted(version, hands):
    for number in range(10):
        case(version, hands, rounds=number % 2)
    period = Period(JANUARY, JANUARY + 11)
    made = actions.figures_for("permit", period)
    assert made == actions.figures_for("permit", period) == figures.count("permit", period)


def test_many_cases_are_left_to_the_background(version, hands, monkeypatch, client):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    monkeypatch.setattr(actions, "enqueue", lambda *_a, **_k: None)
    for _number in range(5):
        case(version, hands)
    client.force_login(make_staff(role=Role.CLERK, unit=None))
    page = client.get(f"{BASE}/permit/?von={YEAR}-01&bis={YEAR}-12")
    assert page.status_code == 200
    assert page["Refresh"]
    actions.make_in_background.func(
        tenant_id=str(version.tenant_id), key="permit", first=JANUARY, last=JANUARY + 11, unit=""
    )
    assert "Refresh" not in client.get(f"{BASE}/permit/?von={YEAR}-01&bis={YEAR}-12")


def test_pages_show_figures_with_their_filters_in_the_address(version, hands, client):
    for _number in range(5):
        case(version, hands)
    client.force_login(make_staff(role=Role.CLERK, unit=None))
    assert "permit" in client.get(f"{BASE}/").content.decode()
    page = client.get(
        f"{BASE}/permit/?von={YEAR}-01&bis={YEAR}-12&bild=dauer", headers={"accept-language": "en"}
    )
    text = page.content.decode()
    assert "5 ×" not in text
    assert "10 " in text
    both = client.get(f"{BASE}/permit/vergleich/?von={YEAR}-01&bis={YEAR}-12&von2={YEAR}-06&bis2={YEAR}-12")
    assert both.status_code == 200
    assert client.get(f"{BASE}/permit/?von=x").status_code == 422
    assert client.get(f"{BASE}/nothing/").status_code == 404


def test_only_designers_take_the_log_away_and_that_is_noted(version, hands, client):
    ask = {"von": f"{YEAR}-01", "bis": f"{YEAR}-12", "format": "csv"}
    client.force_login(make_staff(role=Role.CLERK, unit=None))
    assert client.post(f"{BASE}/permit/log/", ask).status_code == 403
    client.force_login(make_staff(role=Role.DESIGNER, unit=None))
    answer = client.post(f"{BASE}/permit/log/", ask)
    assert b"".join(answer.streaming_content).startswith(b"case,step")
    assert Event.objects.filter(type="processes.log_exported").count() == 1
