"""Files in a bucket, at a real S3 server."""

from __future__ import annotations

import io

import pytest
from botocore.exceptions import SSLError

from allmende.base.messages.tests.certificates import make_certificates
from allmende.config.services import files_storage
from allmende.foundation.events.types import PUBLIC
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.queries import open_file
from allmende.foundation.files.storage import prepare_storage, write
from allmende.foundation.files.upkeep import delete_orphans, verify_files
from allmende.foundation.files.views import serve_file

from .servers import bucket, storage_at

pytestmark = pytest.mark.xdist_group("servers")
TEXT = b"Chipnummer 276 0981\n" * 20_000


@pytest.fixture(scope="module")
def found():
    with bucket() as server:
        yield server


@pytest.fixture
def store(found, settings, tenant):
    settings.STORAGES = {**settings.STORAGES, "files": files_storage(found.url, settings.VAR)}
    prepare_storage()
    return storage_at(found.url)


@pytest.fixture
def over_tls(found, settings, tenant):
    """``over_tls(authority, name)``: files go to the server of that name, over TLS, vouched for by that file."""

    def chosen(authority: str, name: str = "127.0.0.1") -> None:
        url = found.secure.replace("127.0.0.1", name)
        settings.STORAGES = {**settings.STORAGES, "files": files_storage(url, settings.VAR, authority)}

    return chosen


def receive(content: bytes = TEXT) -> StoredFile:
    return receive_file(upload=io.BytesIO(content), name="chip.txt", actor=PUBLIC)


def test_the_bucket_is_made_once(store):
    assert not prepare_storage()


def test_a_file_goes_in_and_comes_out(store):
    with open_file(receive()) as content:
        assert content.read() == TEXT
        content.seek(-5, io.SEEK_END)
        assert content.read() == TEXT[-5:]


def test_it_is_served(store):
    assert b"".join(serve_file(receive())) == TEXT


def test_the_bucket_holds_nothing_readable(store):
    assert b"Chipnummer" not in store.open(receive().path).read()


def test_the_same_content_lies_there_once(store):
    first, second = receive(), receive()
    assert first.path == second.path
    write(first.path, io.BytesIO(TEXT))  # as when two store it in the same moment
    assert [row.key for row in store.bucket.objects.filter(Prefix=first.path)] == [first.path]


def test_verifying_names_what_is_missing_or_changed(store):
    assert list(verify_files()) == []
    sound, lost, changed = receive(), receive(b"b"), receive(b"c")
    store.delete(lost.path)
    store.connection.Object("allmende", changed.path).put(Body=b"ALM1 something else")
    found = {damage.path: damage.reason for damage in verify_files()}
    assert found == {lost.path: "missing", changed.path: "changed"}
    assert sound.path not in found


def test_an_orphans_content_is_deleted(store):
    orphan = receive()
    assert delete_orphans(grace=orphan.created_at - orphan.created_at) == 1
    assert not store.exists(orphan.path)


def test_over_tls_the_offices_own_authority_vouches_for_it(found, over_tls):
    over_tls(found.authority)
    prepare_storage()
    with open_file(receive()) as content:
        assert content.read() == TEXT


@pytest.mark.parametrize("vouched", ["by nobody", "by another", "for another name"])
def test_a_server_with_a_wrong_certificate_gets_no_file(store, found, over_tls, tmp_path, vouched):
    if vouched == "for another name":
        over_tls(found.authority, "localhost")
    else:
        over_tls(str(make_certificates(tmp_path)) if vouched == "by another" else "")
    with pytest.raises(SSLError, match=r"CERTIFICATE_VERIFY_FAILED|doesn't match"):
        receive(vouched.encode())
    assert not any(store.open(row.key).size == len(vouched) for row in store.bucket.objects.all())


@pytest.mark.parametrize("url", ["https://a:b@host/x", "s3://host/bucket", "s3://a:b@host", "s3://a@host/b"])
def test_an_address_that_cannot_be_read_is_refused(url, settings):
    with pytest.raises(ValueError, match="it "):
        files_storage(url, settings.VAR)


def test_an_address_says_whether_it_is_encrypted(settings):
    def endpoint(url: str) -> str:
        return files_storage(url, settings.VAR)["OPTIONS"]["endpoint_url"]

    assert endpoint("s3://k:s@store.example/b") == "https://store.example"
    assert endpoint("s3+http://k:s@minio:9000/b") == "http://minio:9000"
