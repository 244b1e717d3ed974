"""Repetitions in all forms of ISO 8601."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from allmende.base.workflow.actions import fire_due_timers
from allmende.base.workflow.checks import check_process
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.base.workflow.models import Incident, Instance, ProcessStart, Timer
from allmende.base.workflow.repeating import Repetition

from .factories import event, model, open_names, publish, run


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def moments(text, since):
    """The first moments of a repetition from ``since`` on."""
    found, repetition = [], Repetition.parse(text)
    coming = repetition.coming(at(since))
    while coming and len(found) < 5:
        found.append(timezone.localtime(coming[0]).strftime("%d.%m.%y %H:%M"))
        coming = repetition.coming(coming[0], after=True)
    return found


@pytest.mark.parametrize(
    ("text", "since", "expected"),
    [
        ("R3/2027-01-04T06:00/P7D", "2027-01-01", ["04.01.27 06:00", "11.01.27 06:00", "18.01.27 06:00"]),
        ("R3/2027-01-04T06:00/P7D", "2027-01-12", ["18.01.27 06:00"]),
        ("R3/2027-01-04T06:00/P7D", "2027-02-01", []),
        ("R/2027-01-31/P1M", "2027-02-01", ["28.02.27 00:00", "31.03.27 00:00", "30.04.27 00:00",
                                            "31.05.27 00:00", "30.06.27 00:00"]),
        ("R3/P7D/2027-12-24", "2027-01-01", ["10.12.27 00:00", "17.12.27 00:00", "24.12.27 00:00"]),
        ("R/P1M/2027-03-31T12:00", "2027-01-31T12:00", ["31.01.27 12:00", "28.02.27 12:00", "31.03.27 12:00"]),
        ("R2/2027-03-27T08:00/2027-03-28T08:00", "2027-01-01", ["27.03.27 08:00", "28.03.27 08:00"]),
        ("R1/2027-01-01T00:00:00Z/PT1H", "2027-01-01", ["01.01.27 01:00"]),
        ("R/2000-01-01/PT1M", "2027-01-01T00:00:30", ["01.01.27 00:01", "01.01.27 00:02", "01.01.27 00:03",
                                                      "01.01.27 00:04", "01.01.27 00:05"]),
    ],
)  # fmt: skip
def test_the_moments_of_a_repetition(text, since, expected):
    assert moments(text, since) == expected


@pytest.mark.parametrize(
    "text",
    [
        "R5/2027-01-31/P1M", "R7/P1M/2027-03-31", "R4/2026-02-28/P1Y", "R9/P3D/2027-03-30", "R240/P1M/2047-03-31",
        "R200/2020-01-31/P1M",
    ],
)  # fmt: skip
def test_looking_late_finds_what_looking_early_does(text):
    repetition = Repetition.parse(text)
    every, coming = [], repetition.coming(at("2020-01-01"))
    while coming:
        every.append(coming[0])
        coming = repetition.coming(coming[0], after=True)
    assert len(every) == repetition.times
    for day in range(0, 1500, 11):
        since = at("2026-01-01") + timedelta(days=day)
        found = repetition.coming(since)
        left = [moment for moment in every if moment >= since]
        assert found == ((left[0], len(left) - 1) if left else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 6 * * 1", "cron"),
        ("*/15 8-17 * * MON-FRI", "cron"),
        ("0 0 6 ? * MON *", "cron"),
        ("R0/P1D", "never"),
        ("R/PT0S", "without a pause"),
        ("R3/2027-02-30/P1D", "not a repetition"),
        ("R3/2027-01-02/2027-01-01", "not a repetition"),
        ("R3/P1D/P2D", "not a repetition"),
        ("P1D", "not a repetition"),
        ("R3/2027-01-01", "not a repetition"),
        ("R/PT99999999999999H", "not a repetition"),
        ("R/0001-01-01/P1Y", "not a repetition"),
        ("R/9999-12-31T23:59:59-12:00/P1D", "not a repetition"),
    ],
)
def test_what_is_no_repetition_is_refused_in_words(text, words):
    findings = check_process(
        model(
            event("start", "s", "timer P1D").replace("timeDuration", "timeCycle").replace("P1D", text),
            "end e",
            "s e",
        )
    )
    assert any(words in finding.message and finding.element == "s" for finding in findings)


# -- in a process

REMINDED = ("start s", "user a", "user b", "end e", "s a", "a e", "w b", "b e")


def reminding(text):
    return event("boundary", "w", f"timer {text}", on="a", cancels=False)


def later(**span):
    return fire_due_timers(now=timezone.now() + timedelta(**span))


def day(**span):
    return timezone.localtime(timezone.now() + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.usefixtures("tenant")
class TestInAProcess:
    def test_reminders_count_back_from_an_end(self):
        instance = run(*REMINDED, reminding(f"R3/P7D/{day(days=30)}"))
        assert [later(days=n) for n in (1, 17, 24, 31, 60)] == [0, 1, 1, 1, 0]
        assert open_names(instance) == ["a", "b", "b", "b"]
        assert not Timer.objects.exists()

    def test_what_was_missed_is_not_made_up_for(self):
        run(*REMINDED, reminding(f"R5/{day(days=1)}/P7D"))
        assert [later(days=20), later(days=21), later(days=23), later(days=100)] == [1, 0, 1, 1]

    def test_an_expression_gives_the_repetition(self):
        instance = run(*REMINDED, reminding("R").replace(">R<", ">= 'R/P7D/' + until<"), until=day(days=15))
        assert [later(days=2), later(days=9), later(days=16), later(days=30)] == [1, 1, 1, 0]
        assert open_names(instance) == ["a", "b", "b", "b"]

    def test_reminders_whose_time_is_over_do_not_hold_up_the_task(self):
        assert open_names(run(*REMINDED, reminding("R3/2020-01-01/P1D"))) == ["a"]
        assert not Timer.objects.exists()

    def test_waiting_for_a_moment_that_is_over_is_an_incident(self):
        run("start s", event("catch", "w", "timer R3/2020-01-01/P1D"), "user a", "end e", "s w", "w a", "a e")
        assert "over" in Incident.objects.get().error

    def test_a_process_begins_at_fixed_moments(self):
        publish("p", event("start", "s", f"timer R2/{day(days=3)}/P1M"), "user a", "end e", "s a", "a e")
        assert [later(days=2), later(days=4), later(days=5), later(days=40), later(days=90)] == [
            0,
            1,
            0,
            1,
            0,
        ]
        assert Instance.objects.count() == 2
        assert ProcessStart.objects.get().due_at is None

    def test_a_process_whose_moments_are_over_is_refused(self):
        with pytest.raises(ProcessRefusedError):
            publish("p", event("start", "s", "timer R2/2020-01-01/P1M"), "user a", "end e", "s a", "a e")
        assert not ProcessStart.objects.exists()

    @pytest.mark.parametrize("text", ["'R/never'", "nothing"])
    def test_a_process_whose_expression_gives_no_moment_is_refused_at_its_start(self, text):
        start = event("start", "s", "timer R/P1D").replace("R/P1D", f"= {text}")
        with pytest.raises(ProcessRefusedError) as refused:
            publish("p", start, "user a", "end e", "s a", "a e")
        assert [finding.element for finding in refused.value.findings] == ["s"]

    def test_waiting_for_a_day_of_no_year_is_an_incident(self):
        until = event("catch", "w", "timer P1D").replace("timeDuration", "timeDate").replace("P1D", "= day")
        run("start s", until, "end e", "s w", "w e", day="0001-01-01")
        assert "no date" in Incident.objects.get().error

    def test_working_days_have_no_fixed_beginning(self):
        fixed = reminding("R3/2027-01-01/P1D").replace(
            "<bpmn:timerEventDefinition", '<bpmn:timerEventDefinition allmende:workingDays="true"'
        )
        assert any("working days" in finding.message for finding in check_process(model(*REMINDED, fixed)))
