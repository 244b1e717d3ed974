import pytest
from django.db import connection

from allmende.foundation.jobs import durability
from allmende.foundation.jobs.durability import commit_without_waiting, commits_on_disk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def as_it_was():
    durability._set(connection, waiting=True)  # other tests on SQLite do not wait for the disk
    yield
    durability.connection_created.disconnect(dispatch_uid=durability._UID)
    connection.close()


def how() -> str:
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit" if postgres else "PRAGMA synchronous")
        return {"on": "waits", "2": "waits", "off": "goes on", "1": "goes on"}[str(cursor.fetchone()[0])]


def test_a_workers_commits_go_on():
    commit_without_waiting()
    assert how() == "goes on"


def test_what_is_given_away_elsewhere_is_on_disk_first():
    commit_without_waiting()
    with commits_on_disk():
        assert how() == "waits"
    assert how() == "goes on"


def test_elsewhere_commits_wait_all_the_time():
    with commits_on_disk():
        assert how() == "waits"
    assert how() == "waits"
