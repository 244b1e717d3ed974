from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from allmende.foundation.events.actions import (
    NotInTransactionError,
    erase_personal,
    gathered,
    record,
    write_checkpoint,
)
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import PUBLIC, DomainEvent
from allmende.foundation.events.verify import verify


class Happened(DomainEvent):
    type = "events.tested"
    label = "Tested"


def fill(streams: int = 3, length: int = 4) -> None:
    with transaction.atomic():
        for _ in range(length):
            for stream in range(streams):
                record(Happened(), stream=f"test:{stream}", actor=PUBLIC, personal={"name": "Ada"})


def test_a_log_left_alone_verifies(tenant):
    fill()
    write_checkpoint()
    verdict = verify()
    assert (verdict.events, verdict.streams, verdict.checkpoints, verdict.fault) == (12, 3, 1, None)


def test_the_zone_of_a_time_does_not_matter(tenant):
    with transaction.atomic():
        record(
            Happened(),
            stream="test:1",
            actor=PUBLIC,
            at=datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Berlin")),
        )
    assert verify().fault is None


def test_erasing_personal_data_keeps_the_chain(tenant):
    fill()
    assert erase_personal(stream="test:1") == 4
    assert verify().fault is None


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_the_transaction_of_its_change(tenant):
    with pytest.raises(NotInTransactionError):
        record(Happened(), stream="test:1", actor=PUBLIC)


def test_events_gathered_are_chained_as_if_recorded_one_by_one(tenant):
    with transaction.atomic(), gathered():
        for stream in "a", "b", "a", "c", "a":
            record(Happened(), stream=f"test:{stream}", actor=PUBLIC, personal={"name": "Ada"})
    with transaction.atomic():
        record(Happened(), stream="test:a", actor=PUBLIC)
    assert list(Event.objects.filter(stream="test:a").order_by("position").values_list("seq", flat=True)) == [
        1,
        2,
        3,
        4,
    ]
    assert verify().fault is None


def test_gathering_writes_whatever_the_number_in_a_handful_of_statements(tenant, at_most_queries):
    with at_most_queries(6), transaction.atomic(), gathered():
        for number in range(80):
            record(Happened(), stream=f"test:{number % 7}", actor=PUBLIC)
    assert verify().events == 80


def test_nothing_gathered_before_an_error_is_written(tenant):
    def stumble():
        with transaction.atomic(), gathered():
            record(Happened(), stream="test:1", actor=PUBLIC)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        stumble()
    assert not Event.objects.exists()


TAMPERINGS = {
    "changed": lambda: Event.objects.filter(stream="test:1", seq=2).update(actor="staff:someone"),
    "dropped": lambda: Event.objects.filter(stream="test:1", seq=2).delete(),
    "tail cut": lambda: Event.objects.filter(stream="test:1", seq=4).delete(),
    "stream gone": lambda: Event.objects.filter(stream="test:1").delete(),
    "renumbered": lambda: Event.objects.filter(stream="test:1", seq=2).update(seq=9),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_is_found_and_named(tenant, how):
    fill()
    write_checkpoint()
    TAMPERINGS[how]()
    fault = verify().fault
    assert fault is not None
    assert fault.stream == "test:1"
