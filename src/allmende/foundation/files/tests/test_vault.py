"""What lies in the storage tells nothing, and what was done to it is noticed."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from typer.testing import CliRunner

from allmende.foundation.files import vault
from allmende.foundation.files.actions import store_bytes
from allmende.foundation.files.cli import app
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.queries import open_file
from allmende.foundation.files.storage import file_storage
from allmende.foundation.files.upkeep import verify_files
from allmende.foundation.files.views import serve_file
from allmende.foundation.tenants.context import use_tenant

SEGMENT = vault.SEGMENT


def closed(content: bytes, path: str = "a/b") -> bytes:
    return b"".join(vault.sealed(io.BytesIO(content), path))


def read(text: bytes, path: str = "a/b") -> bytes:
    return vault.opened(io.BytesIO(text), path).read()


def stored(content: bytes = b"geheim") -> StoredFile:
    return store_bytes(content=content, name="a.txt", media_type="text/plain", owner="draft:1")


@pytest.fixture
def keys(settings):
    """Set the data keys, newest first."""

    def set_keys(*given: str) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
            update={"data_key": SecretStr(",".join(given))}
        )

    return set_keys


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT])
def test_what_goes_in_comes_out(size):
    content = bytes(i % 251 for i in range(size))
    assert read(closed(content)) == content


def test_it_is_read_from_any_place():
    content = bytes(i % 251 for i in range(3 * SEGMENT + 5))
    reader = vault.opened(io.BytesIO(closed(content)), "a/b")
    assert reader.seek(-3, io.SEEK_END) == len(content) - 3
    assert reader.read() == content[-3:]
    reader.seek(SEGMENT - 2)
    assert reader.read(4) == content[SEGMENT - 2 : SEGMENT + 2]


def test_the_same_content_looks_different_each_time():
    assert closed(b"x") != closed(b"x")


def swapped(text: bytes) -> bytes:
    head, whole = vault._HEADER, SEGMENT + 16
    return (
        text[:head]
        + text[head + whole : head + 2 * whole]
        + text[head : head + whole]
        + text[head + 2 * whole :]
    )


HARM = {
    "changed": lambda text: text[:-1] + bytes([text[-1] ^ 1]),
    "last segment cut off": lambda text: text[: vault._HEADER + 2 * (SEGMENT + 16)],
    "a few bytes cut off": lambda text: text[:-5],
    "segments swapped": swapped,
    "header changed": lambda text: text[:10] + bytes([text[10] ^ 1]) + text[11:],
    "never encrypted": lambda text: b"plain text",
    "empty": lambda text: b"",
}


@pytest.mark.parametrize("harm", HARM)
def test_tampering_is_noticed(harm):
    text = closed(b"x" * (2 * SEGMENT + 100))
    with pytest.raises(vault.ContentDamagedError):
        read(HARM[harm](text))


def test_one_content_cannot_stand_in_for_another():
    with pytest.raises(vault.ContentDamagedError):
        read(closed(b"x", "tenant-a/x"), "tenant-b/x")


def test_a_big_file_needs_little_memory():
    class Zeros(io.RawIOBase):
        left = 200 * SEGMENT

        def read(self, size: int = -1) -> bytes:
            taken = min(size, self.left)
            self.left -= taken
            return bytes(taken)

    tracemalloc.start()
    size = sum(len(piece) for piece in vault.sealed(Zeros(), "a/b"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 200 * SEGMENT
    assert peak < 10 * SEGMENT


def test_the_storage_holds_nothing_readable(tenant):
    with open(file_storage().path(stored(b"die Chipnummer").path), "rb") as raw:
        assert b"Chipnummer" not in raw.read()


def test_two_municipalities_share_no_content(tenant, other_tenant):
    mine = stored()
    with use_tenant(other_tenant):
        theirs = stored()
        assert mine.sha256 == theirs.sha256
        assert mine.path != theirs.path
        assert open_file(theirs).read() == b"geheim"


def test_a_new_key_takes_over_and_the_old_one_may_leave(tenant, keys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    keys(old)
    file = stored()
    keys(new, old)
    assert open_file(file).read() == b"geheim"
    assert CliRunner().invoke(app, ["reseal"]).exit_code == 0
    keys(new)
    assert open_file(file).read() == b"geheim"


def test_without_its_key_a_content_is_named_as_damaged(tenant, keys, client):
    keys(Fernet.generate_key().decode())
    file = stored()
    keys(Fernet.generate_key().decode())
    assert [damage.reason for damage in verify_files()] == ["changed"]
    with pytest.raises(Exception, match="damaged"):
        serve_file(file)


def test_resealing_takes_in_what_was_never_encrypted_if_it_is_what_it_should_be(tenant):
    file, wrong = stored(), stored(b"anders")
    for row, content in ((file, b"geheim"), (wrong, b"falsch")):
        with open(file_storage().path(row.path), "wb") as raw:
            raw.write(content)
    result = CliRunner().invoke(app, ["reseal", "--json"])
    assert wrong.path in result.stdout
    assert file.path not in result.stdout
    assert open_file(file).read() == b"geheim"
