"""Musterstadt's procedures use the engine in earnest: played from the application to the end of the case."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from allmende.base.cases.actions import complete_task, decide_case, submit
from allmende.base.cases.models import Case
from allmende.base.directory.models import Unit
from allmende.base.identity.tests.factories import make_staff
from allmende.base.messages.models import Message
from allmende.base.payments.queries import claims_of
from allmende.base.payments.tests.factories import pay
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.folder import read_folder
from allmende.base.records.models import Document, FilingPlanEntry
from allmende.base.workflow.actions import fire_due_timers
from allmende.base.workflow.models import Task
from allmende.base.workflow.queries import active_instance, open_incidents, variables_for
from allmende.demo import clock
from allmende.demo.files import procedure_folder, read_yaml
from allmende.demo.identified import asks_for_more, identify
from allmende.demo.materials import make_answers
from allmende.demo.people import somebody
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM

MONDAY = dt.datetime(2026, 9, 7, 7, 0, tzinfo=dt.UTC)


class Play:
    """One case of a procedure, and the people of its offices."""

    def __init__(self, key, *offices, **changes):
        root = Unit.objects.create(key="stadt", name="Musterstadt")
        self.people, self.now = {}, MONDAY
        for name in offices:
            unit = Unit.objects.create(key=name, name=name.title(), parent=root)
            for role in ("clerk", "head"):
                self.people[name, role] = make_staff(unit=unit, role=role)
        files = dict(read_folder(procedure_folder(key)).files)
        manifest = files["procedure.yaml"]
        service = next(line for line in manifest.splitlines() if line.startswith("service:"))
        plan = next(line for line in manifest.splitlines() if line.startswith("filing_plan:"))
        FilingPlanEntry.objects.create(key=plan.split('"')[1], title="Akten", retention_years=10)
        files["procedure.yaml"] = manifest.replace(service, f"unit: {offices[0]}")
        version, dice = import_files(files, SYSTEM), Random(1)
        stories = read_yaml("musterstadt", "stories")["procedures"][key]
        who = somebody("musterstadt", dice, stories.get("centre", []))
        answers = make_answers(stories["material"], {**stories, **changes}, who, MONDAY.date(), dice)
        if asks_for_more(version, answers):
            who = identify(who, self.now)
        with clock.at(self.now):
            sent = submit(version=version, answers=answers, idempotency_key="k", by=who.user)
        self.case = Case.objects.get(pk=sent.case.pk)

    def open(self):
        """Element → office and role of what is to be done."""
        tasks = Task.objects.filter(subject=self.case.subject, state="open").select_related("unit")
        return {task.element: (task.unit.key, task.role or "clerk") for task in tasks}

    def does(self, element, answer=""):
        task = Task.objects.get(subject=self.case.subject, element=element, state="open")
        who = self.people[self.open()[element]]
        with clock.at(self.now):
            complete_task(task=task, by=who, variables=variables_for(task, answer))

    def decides(self, outcome):
        with clock.at(self.now):
            self.case.refresh_from_db()
            decide_case(
                case=self.case, outcome=outcome, reasons="weil", by=self.people[self.open()["decide"]]
            )

    def pays(self):
        with clock.at(self.now):
            pay(claims_of(self.case.subject).get(), "9")

    def later(self, days):
        self.now += dt.timedelta(days=days)
        with clock.at(self.now):
            fire_due_timers(now=self.now)

    def is_over(self):
        self.case.refresh_from_db()
        return not self.case.is_open and active_instance(self.case.subject) is None and not self.open()


@pytest.fixture(autouse=True)
def no_incidents(tenant):
    yield
    assert not open_incidents().exists()


def test_street_festival_two_offices_at_once_and_the_head_of_the_one_that_is_silent():
    play = Play("strassenfest", "ordnungsamt", "strassenverkehr", "feuerwehr")
    play.does("check")
    asked = {"traffic": ("strassenverkehr", "clerk"), "fire": ("feuerwehr", "clerk")}
    assert play.open() == asked
    play.later(3)
    play.does("traffic")
    play.later(3)
    assert play.open() == {"fire": asked["fire"]}
    play.later(2)
    assert play.open() == {"fire": asked["fire"], "fire_head": ("feuerwehr", "head")}
    raised = Event.objects.filter(stream=play.case.subject, type="workflow.event_happened")
    assert [event["element"] for event in raised.values_list("data", flat=True)] == ["fire_raise"]
    before = Message.objects.count()
    play.does("fire")
    assert Message.objects.count() == before + 1
    assert play.open().keys() == {"fire_head", "decide"}
    play.decides("grant")
    play.later(32)
    assert play.is_over()


@pytest.mark.parametrize("answered", [True, False], ids=["the third party answers", "it does not"])
def test_freedom_of_information_hears_third_parties_and_keeps_its_month(answered):
    play = Play("informationsfreiheit", "rechtsamt")
    assert play.case.due_on == dt.date(2026, 10, 7)
    play.does("search", "yes")
    assert play.open() == {"statement": ("rechtsamt", "clerk")}
    assert Document.objects.filter(title__contains="Anhörung").exists()
    if answered:
        play.later(10)
        play.does("statement")
    else:
        play.later(28)
        assert "statement" in play.open()
        play.later(4)
    assert play.open().keys() == {"decide"}
    play.later(22)
    assert play.open()["head"] == ("rechtsamt", "head")
    play.decides("partly")
    play.later(32)
    assert play.is_over()


def test_freedom_of_information_without_third_parties_goes_straight_to_the_decision():
    play = Play("informationsfreiheit", "rechtsamt")
    play.does("search", "no")
    assert play.open().keys() == {"decide"}


def test_a_registration_certificate_is_issued_and_no_hand_touches_it():
    play = Play("meldebescheinigung", "buergeramt")
    assert (play.case.state, play.open()) == (
        "waiting_customer",
        {},
    )  # nothing begins before the fee is there
    play.pays()
    assert play.is_over()
    assert play.case.outcome == "grant"
    assert not Task.objects.filter(subject=play.case.subject).exists()
    assert Document.objects.filter(title__contains="Meldebescheinigung").exists()


def test_an_extended_certificate_is_looked_at():
    play = Play("meldebescheinigung", "buergeramt", extended=True)
    play.pays()
    assert play.open() == {"decide": ("buergeramt", "clerk")}
    play.decides("grant")
    assert play.is_over()


def test_dog_tax_of_a_listed_breed_goes_to_two_offices():
    play = Play("hundesteuer-anmeldung", "steueramt", "ordnungsamt", breeds=["rottweiler"])
    assert play.open() == {"decide": ("steueramt", "clerk"), "permit": ("ordnungsamt", "clerk")}
    assert float(play.case.data["jahressteuer"]) == 600
    play.later(13)
    assert play.open()["escalate"] == ("steueramt", "head")
    play.does("permit")
    play.decides("grant")
    assert play.open().keys() == {"tag"}
    play.does("tag")
    play.later(32)
    assert play.is_over()
