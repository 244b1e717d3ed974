"""A web process prepares the search's index before anybody searches."""

from allmende.base.directory import search
from allmende.base.directory.tests.factories import make_service
from allmende.config import warming


def test_the_first_search_finds_the_index_built(tenant, monkeypatch):
    make_service()
    monkeypatch.setattr(warming.connection, "close", lambda: None)  # the test's own connection
    warming.warm()
    monkeypatch.setattr(search, "_build", None)  # building again would fail
    assert len(search.service_index()) == 1
