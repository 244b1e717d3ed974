"""Operators find running processes, see where they stand and put them right; nobody else does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.workflow.actions import publish_process, start_process
from allmende.base.workflow.models import Incident, Instance, Token
from allmende.base.workflow.tests.factories import model, open_names, publish
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.cli import app

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/prozesse/betrieb/"
LINES = ("start s", "user a 'Prüfen'", "user b 'Bescheiden'", "end e", "s a", "a b", "b e")
BROKEN = ("start s", "user a unit=nowhere", "end e", "s a", "a e")


@pytest.fixture
def office(tenant):
    return make_unit("ordnungsamt", name="Ordnungsamt")


@pytest.fixture
def operator(office, client):
    user = make_staff(role=Role.OPERATOR, unit=office)
    client.force_login(user)
    return user


def begin(key="antrag", lines=LINES, **variables):
    version = publish(key, *lines)
    return start_process(version=version, subject="test:1", variables=variables, actor=SYSTEM)


def at(instance, page=""):
    return f"{BASE}{instance.pk}/{page}"


def shown(client, query=""):
    page = client.get(BASE + query)
    assert page.status_code == 200
    return [row.instance.pk for row in page.context["page"].rows]


PAGES = ["", "werte/", "anhalten/", "abbrechen/", "wert/"]


@pytest.mark.parametrize("page", PAGES)
def test_only_operators_see_running_processes(client, office, operator, page):
    instance = begin(dog="Bello")
    assert client.get(at(instance, page)).status_code == 200
    client.force_login(make_staff(role=Role.DESIGNER, unit=office))
    assert client.get(at(instance, page)).status_code == 404
    assert client.get(BASE).status_code == 404


def test_the_list_is_filtered_by_its_address(client, operator):
    one, other = begin(), begin("anderer")
    Instance.objects.filter(pk=one.pk).update(started_at=timezone.now() - timedelta(days=40))
    assert shown(client) == [other.pk, one.pk]
    assert shown(client, "?process=antrag&version=1&element=a") == [one.pk]
    assert shown(client, "?process=antrag&element=b") == []
    assert shown(client, "?age=30") == [one.pk]
    assert shown(client, "?state=ended") == []
    assert shown(client, "?incident=1") == []
    assert shown(client, "?version=x&age=-1&after=x&state=none&q=%00") is not None


def test_a_page_costs_the_same_however_many_there_are(client, operator, django_assert_max_num_queries):
    for _number in range(12):
        begin()
    with django_assert_max_num_queries(16):
        assert len(shown(client)) == 12


def test_the_page_shows_where_it_stands(client, operator):
    page = client.get(at(begin())).content.decode()
    assert "<svg" in page
    assert "Prüfen" in page
    assert "Bello" not in page


def test_a_token_is_moved_with_a_reason(client, operator):
    instance = begin()
    address = at(instance, f"versetzen/?an={Token.objects.get().pk}")
    assert client.post(address, {"target": "b"}).status_code == 422
    assert client.post(address, {"target": "b", "reason": "Irrtum"}).status_code == 302
    assert open_names(instance) == ["b"]
    assert timeline("test:1").get(type="workflow.token_moved").personal.data["reason"] == "Irrtum"
    assert "Irrtum" in client.get(at(instance)).content.decode()
    assert client.get(address).status_code == 200
    assert client.get(at(instance, "versetzen/?an=x")).status_code == 302


@pytest.mark.parametrize(("text", "status"), [('"Rex"', 302), ("Rex", 422), ('{"a": [1]}', 302)])
def test_a_value_is_changed_as_json(client, operator, text, status):
    instance = begin(dog="Bello")
    data = {"name": "dog", "value": text, "reason": "Schreibfehler"}
    assert client.post(at(instance, "wert/?an=dog"), data).status_code == status
    instance.refresh_from_db()
    assert instance.variables["dog"] == (json.loads(text) if status == 302 else "Bello")


def test_suspend_resume_and_cancel(client, operator):
    instance = begin()
    for do, state in (("anhalten", "suspended"), ("fortsetzen", "active"), ("abbrechen", "cancelled")):
        assert client.post(at(instance, f"{do}/"), {"reason": "x"}).status_code == 302
        instance.refresh_from_db()
        assert instance.state == state
    assert client.get(at(instance, "anhalten/")).status_code == 302
    assert client.get(at(instance)).status_code == 200


def test_an_incident_is_found_and_tried_again(client, operator):
    instance = begin(lines=BROKEN)
    assert shown(client, "?incident=1") == [instance.pk]
    address = at(instance, f"wiederholen/?an={Incident.objects.get().pk}")
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "noch einmal"}).status_code == 302
    assert Incident.objects.filter(resolved_at=None).count() == 1


def two_versions():
    instance = begin()
    changed = [
        line.replace("user a", "user a2").replace("s a", "s a2").replace("a b", "a2 b") for line in LINES
    ]
    publish_process(key="antrag", bpmn=model(*changed), actor=SYSTEM)
    return instance


def test_instances_change_version_on_a_page(client, operator):
    instance = two_versions()
    old, new = instance.version.definition.versions.order_by("number")
    address = f"{BASE}umstellen/?before={old.pk}&after={new.pk}"
    assert client.get(f"{BASE}umstellen/").status_code == 200
    assert client.get(f"{BASE}umstellen/?before={old.pk}&after={old.pk}").status_code == 422
    assert client.get(address).context["outlook"].can == 1
    without = client.post(address, {"m-a": "", "do": "look"})
    assert (without.context["outlook"].can, without.context["outlook"].cannot) == (0, 1)
    assert client.post(address, {"m-a": "a2", "do": "change"}).status_code == 422
    assert client.post(address, {"m-a": "a2", "do": "change", "reason": "Neu"}).status_code == 302
    instance.refresh_from_db()
    assert instance.version == new


def test_called_processes_stay_or_change_with_their_caller(client, operator):
    steps = ("start s", "user i Anhören", "end e", "s i", "i e")
    publish_process(key="anhoerung", bpmn=model(*steps), actor=SYSTEM)
    calls = (
        "start s", '<bpmn:callActivity id="c" name="c" calledElement="anhoerung"/>', "user z", "end e", "s c", "c z",
        "z e",
    )  # fmt: skip
    instance = begin(lines=calls)
    inner = publish_process(
        key="anhoerung", bpmn=model(*(line.replace("i", "i2") if "i" in line.split() else line for line in steps)),
        actor=SYSTEM,
    )  # fmt: skip
    newer = publish_process(key="antrag", bpmn=model(*calls, "user more", "z more", "more e"), actor=SYSTEM)
    first = inner.definition.versions.get(number=1)
    address = f"{BASE}umstellen/?before={instance.version_id}&after={newer.pk}"
    page = client.get(address)
    assert page.context["outlook"].called_rows == [(first, None, 1)]
    asked = client.post(address, {f"c-{first.pk}": str(inner.pk), "do": "look"})
    assert asked.context["form"][f"c-{first.pk}-i"].value() == "i2"
    chosen = {f"c-{first.pk}": str(inner.pk), f"c-{first.pk}-i": "i2", "reason": "Neu"}
    look = client.post(address, chosen | {"do": "look"})
    assert look.context["outlook"].called_rows == [(first, inner, 1)]
    nowhere = client.post(address, chosen | {"do": "look", f"c-{first.pk}-i": ""})
    assert nowhere.context["outlook"].called_rows == [(first, None, 1)]
    assert client.post(address, chosen | {"do": "change"}).status_code == 302
    assert set(Instance.objects.values_list("version", flat=True)) == {newer.pk, inner.pk}


@pytest.fixture
def call(tenant, monkeypatch):
    return lambda *words: CliRunner().invoke(app, ["migrate", "antrag", "--from", "1", "--to", "2", *words])


def test_the_command_looks_before_it_changes(call):
    instance = two_versions()
    dry = json.loads(call("--dry-run", "--json").stdout)
    assert (dry["can"], dry["mapping"]) == (1, {"a": "a2"})
    wrong = json.loads(call("--dry-run", "--json", "--map", "a=b").stdout)
    assert wrong["can"] == 1
    assert call("--map", "a=nothing", "--dry-run").exit_code == 1
    assert json.loads(call("--json", "--reason", "Neu").stdout)["changed"] == 1
    instance.refresh_from_db()
    assert instance.version.number == 2


def test_the_command_says_what_becomes_of_called_processes(call):
    steps = ("start s", "user i", "end e", "s i", "i e")
    publish_process(key="anhoerung", bpmn=model(*steps), actor=SYSTEM)
    calls = ("start s", '<bpmn:callActivity id="c" calledElement="anhoerung"/>', "end e", "s c", "c e")
    begin(lines=calls)
    publish_process(key="anhoerung", bpmn=model(*steps, "user j", "i j", "j e"), actor=SYSTEM)
    publish_process(key="antrag", bpmn=model(*calls, "user z", "c z", "z e"), actor=SYSTEM)
    stays = json.loads(call("--dry-run", "--json").stdout)["called"]
    moves = json.loads(call("--dry-run", "--json", "--called", "anhoerung:1=2").stdout)["called"]
    assert [(one["process"], one["from"], one["to"]) for one in (*stays, *moves)] == [
        ("anhoerung", 1, None),
        ("anhoerung", 1, 2),
    ]
    assert call("--dry-run", "--map", "anhoerung:i=j").exit_code == 1
    assert "to version 2" in call("--reason", "Neu", "--called", "anhoerung:1=2").output
