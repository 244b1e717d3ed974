"""Two at the same moment: one deletes the last file of a content, the other stores that content again."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from allmende.foundation.files.actions import lock_content, store_bytes
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.storage import file_storage
from allmende.foundation.tenants.context import use_tenant


@pytest.mark.django_db(transaction=True)
def test_a_content_is_not_deleted_while_somebody_stores_it_again(tenant):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL lets two write at once; SQLite's writers exclude each other")
    orphan = store_bytes(content=b"twice", name="a.txt", media_type="text/plain")
    began, stored = threading.Event(), threading.Event()

    def store_again() -> None:
        try:
            with use_tenant(tenant):
                began.set()
                store_bytes(content=b"twice", name="b.txt", media_type="text/plain", owner="case:1")
                stored.set()
        finally:
            connections.close_all()

    other = threading.Thread(target=store_again)
    with transaction.atomic():
        lock_content(orphan.sha256)
        other.start()
        began.wait(5)
        assert not stored.wait(0.5), "the lock let the other one in"
        StoredFile.objects.filter(pk=orphan.pk).delete()
        file_storage().delete(orphan.path)
    other.join(10)
    assert stored.is_set()
    assert file_storage().exists(StoredFile.objects.get().path)
