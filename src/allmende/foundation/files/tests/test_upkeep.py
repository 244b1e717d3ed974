import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from allmende.foundation.files.actions import store_bytes
from allmende.foundation.files.cli import app
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.storage import file_storage
from allmende.foundation.files.upkeep import delete_orphans, verify_files

NOW = timedelta(0)


def stored(content: bytes = b"x", owner: str = "") -> StoredFile:
    return store_bytes(content=content, name="a.txt", media_type="text/plain", owner=owner)


def test_an_orphan_goes_after_its_grace(tenant):
    orphan = stored()
    assert delete_orphans() == 0
    assert delete_orphans(grace=NOW) == 1
    assert not file_storage().exists(orphan.path)


def test_what_has_an_owner_stays(tenant):
    stored(owner="case:1")
    assert delete_orphans(grace=NOW) == 0


def test_a_content_that_another_file_needs_stays(tenant):
    orphan, owned = stored(), stored(owner="case:1")
    assert delete_orphans(grace=NOW) == 1
    assert owned.path == orphan.path
    assert file_storage().exists(owned.path)


def test_sound_files_verify(tenant):
    stored()
    assert list(verify_files()) == []


@pytest.mark.parametrize(("harm", "reason"), [("change", "changed"), ("remove", "missing")])
def test_damage_is_found_and_named(tenant, harm, reason):
    path = file_storage().path(stored().path)
    if harm == "change":
        with open(path, "wb") as out:
            out.write(b"y")
    else:
        file_storage().delete(path)
    assert [damage.reason for damage in verify_files()] == [reason]


def test_the_command_ends_with_1_where_a_file_is_damaged(tenant):
    file_storage().delete(stored().path)
    result = CliRunner().invoke(app, ["verify", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["damaged"][0]["reason"] == "missing"
