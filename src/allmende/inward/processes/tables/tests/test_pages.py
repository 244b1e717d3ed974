"""Designers list, edit, try, compare and publish tables; all staff read and try what is published."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.queries import current_version
from allmende.base.procedures.tests.factories import files as procedure_files
from allmende.base.procedures.tests.factories import make_town
from allmende.base.workflow.decisions.actions import publish_decision
from allmende.base.workflow.decisions.models import DecisionVersion
from allmende.base.workflow.decisions.queries import current_decision
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.models import ProcessModel
from allmende.inward.processes.queries import current_content
from allmende.inward.processes.tables.actions import create_tables, import_tables
from allmende.inward.processes.tables.dmn.outline import sheets
from allmende.inward.processes.tables.dmn.tree import parse
from allmende.inward.processes.tables.tests import samples

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/prozesse"
FEE = table("tax", ["answers.listed: boolean"], ["tax: number"], "true | 600", "false | param.fee")


@pytest.fixture
def designer(tenant, client):
    user = make_staff(role=Role.DESIGNER, unit=make_unit("ordnungsamt"))
    client.force_login(user)
    return user


@pytest.fixture
def clerk(tenant):
    return make_staff(role=Role.CLERK, unit=make_unit("standesamt"))


@pytest.fixture
def dogs(tenant):
    return import_tables(content=samples.DOGS.encode(), file_name="h.dmn", name="", actor=SYSTEM)


@pytest.fixture
def bound(tenant):
    make_town()
    return import_files({**procedure_files(), "decisions/fees.dmn": dmn(FEE)}, SYSTEM)


def at(model, page=""):
    return f"{BASE}/tabellen/{getattr(model, 'key', model)}/{page}"


def fresh(model):
    return ProcessModel.objects.select_related("current").get(pk=model.pk)


def texts(model, decision=0):
    return [
        [cell.text for cell in row.cells]
        for row in sheets(parse(current_content(fresh(model))))[decision].rows
    ]


def post(client, model, do="save", page="bearbeiten/", decision="satz", **more):
    base = fresh(model).current.number
    return client.post(at(model, page), {"base": base, "tabelle": decision, "do": do, **more})


PAGES = [
    "", "datei/", "probe/", "bearbeiten/", "bearbeiten/?tabelle=steuer", "vergleich/", "kommentare/",
    "veroeffentlichen/", "spalte/satz/i0/", "spalte/satz/o0/", "spalte/satz/n0/",
    "einstellungen/satz/", "einstellungen/steuer/", "verwerfen/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_designers_and_drafts_for_nobody_else(client, designer, clerk, dogs, page):
    assert client.get(at(dogs, page)).status_code == 200
    client.force_login(clerk)
    assert client.get(at(dogs, page)).status_code == 404


def test_all_staff_read_and_try_what_is_published(client, designer, clerk, dogs):
    assert post(client, dogs, "own", "veroeffentlichen/").status_code == 302
    client.force_login(clerk)
    assert "Hundesteuer" in client.get(f"{BASE}/tabellen/").content.decode()
    assert client.get(at(dogs)).status_code == 200
    assert client.get(at(dogs, "datei/")).content.decode() == samples.DOGS
    tried = client.post(at(dogs, "probe/"), {"w.answers.dogs": "1"}).content.decode()
    assert "tb-hit" in tried
    for page in ("bearbeiten/", "vergleich/", "veroeffentlichen/"):
        assert client.get(at(dogs, page)).status_code == 404
    assert client.post(at(dogs, "kopie/"), {"name": "x"}).status_code == 404
    assert ProcessModel.objects.count() == 1


def test_the_treasurer_changes_a_rate_in_german_and_undoes_it(client, designer, dogs):
    post(client, dogs, **{"c.r1.o0": "1.108,50 €"})
    assert texts(dogs)[0] == ["1", "-", "1108.50", "§ 5"]
    client.post(at(dogs, "zurueck/"), {"do": "undo"})
    assert texts(dogs)[0][2] == "96"
    client.post(at(dogs, "zurueck/"), {"do": "redo"})
    assert texts(dogs)[0][2] == "1108.50"


def test_a_wrong_cell_keeps_what_was_typed_and_says_what_is_wrong(client, designer, dogs):
    post(client, dogs, **{"c.r1.i0": "< < 3"})
    page = client.get(at(dogs, "bearbeiten/")).content.decode()
    assert ">&lt; &lt; 3</textarea>" in page
    assert 'aria-invalid="true"' in page
    refused = post(client, dogs, "own", "veroeffentlichen/")
    assert refused.status_code == 422
    assert "?tabelle=satz&amp;ab=1#regel-r1" in refused.content.decode()
    assert not DecisionVersion.objects.exists()


def test_a_gap_becomes_a_rule_by_one_click(client, designer, dogs):
    page = client.get(at(dogs, "bearbeiten/"))
    (_text, button, _label) = page.context["gaps"][0]
    answer = post(client, dogs, button)
    assert "#regel-" in answer.headers["Location"]
    assert texts(dogs)[-1] == [">= 2", 'not("pitbull")', "", ""]
    assert client.get(at(dogs, "bearbeiten/")).context["gaps"] == []


@pytest.mark.parametrize(
    ("do", "rules"),
    [
        ("add", 3),
        ("add:r1", 3),
        ("copy:r1", 3),
        ("remove:r2", 1),
        ("up:r2", 2),
        ("down:r2", 2),
        ("up:gone", 2),
        ("x", 2),
    ],
)
def test_a_button_takes_along_what_was_typed(client, designer, dogs, do, rules):
    assert post(client, dogs, do, **{"c.r1.o0": "100"}).status_code == 302
    assert "100" in [row[2] for row in texts(dogs)]
    assert len(texts(dogs)) == rules


def test_columns_and_tables_come_and_go(client, designer, dogs):
    for side in ("in", "out", "note"):
        answer = post(client, dogs, f"column:{side}")
        assert client.get(answer.headers["Location"]).status_code == 200
    assert len(texts(dogs)[0]) == 7
    settings = {"label": "Größe", "expression": "answers.size", "type_ref": "number", "allowed": "ab 1,5"}
    assert post(client, dogs, "save", "spalte/satz/i2/", **settings).status_code == 302
    column = sheets(parse(current_content(fresh(dogs))))[0].columns[2]
    assert (column.label, column.expression, column.allowed) == ("Größe", "answers.size", ">= 1.5")
    post(client, dogs, "left", "spalte/satz/i2/")
    post(client, dogs, "remove", "spalte/satz/i1/")
    assert len(texts(dogs)[0]) == 6
    assert post(client, dogs, "save", "spalte/satz/i0/", label="").status_code == 422
    answer = post(client, dogs, "decision:table", new_name="Anteil")
    assert answer.headers["Location"].endswith("/einstellungen/anteil/")
    post(client, dogs, "save", "einstellungen/satz/", name="Satz", policy="FIRST", needs=["anteil"])
    post(client, dogs, "remove", "einstellungen/anteil/")
    found = {sheet.id: sheet for sheet in sheets(parse(current_content(fresh(dogs))))}
    assert (found["satz"].name, found["satz"].policy, found["satz"].requires) == (
        "Satz",
        "FIRST",
        ("anteil",),
    )
    post(client, dogs, decision="steuer", formula="satz * 2")
    assert sheets(parse(current_content(fresh(dogs))))[1].formula == "satz * 2"


def test_saving_by_itself_answers_with_what_was_understood(client, designer, dogs):
    data = {"base": 1, "tabelle": "satz", "do": "save", "c.r1.o0": "108,50", "c.r2.i0": "> x y"}
    answer = client.post(at(dogs, "bearbeiten/"), data, headers={"X-Autosave": "1"}).json()
    assert answer["number"] == 2
    assert answer["cells"]["r1.o0"]["text"] == "108.50"
    assert answer["cells"]["r2.i0"]["problem"]
    late = client.post(at(dogs, "bearbeiten/"), data, headers={"X-Autosave": "1"})
    assert late.status_code == 409


def test_two_people_at_one_table_lose_nothing(client, designer, dogs):
    client.post(
        at(dogs, "bearbeiten/"),
        {"base": 1, "tabelle": "satz", "do": "save", "c.r1.o0": "100", "c.r2.o0": "600"},
    )
    late = client.post(
        at(dogs, "bearbeiten/"),
        {"base": 1, "tabelle": "satz", "do": "save", "c.r1.o0": "96", "c.r2.o0": "700"},
    )
    assert late.status_code == 409
    page = late.content.decode()
    assert ">100</textarea>" in page  # the other one's
    assert ">700</textarea>" in page  # one's own, not saved yet
    assert [row[2] for row in texts(dogs)] == ["100", "600"]


def test_trying_asks_each_value_by_its_kind(client, designer, dogs):
    page = client.post(at(dogs, "probe/"), {"w.answers.dogs": "viele", "w.answers.breed": "x"})
    assert page.status_code == 422
    assert ">viele" in page.content.decode() or 'value="viele"' in page.content.decode()
    page = client.post(at(dogs, "probe/"), {"w.answers.dogs": "2", "w.answers.breed": "pitbull"})
    assert page.context["answer"] == "600"
    assert [row.hit for row in page.context["shown"].sheets[0].rows] == [False, True]
    page = client.post(at(dogs, "probe/"), {"w.answers.dogs": "0"})
    assert page.context["failed"]


def test_versions_are_compared_and_an_earlier_one_comes_back(client, designer, dogs):
    post(client, dogs, **{"c.r1.o0": "108"})
    post(client, dogs, "remove:r2")
    page = client.get(at(dogs, "vergleich/"), {"alt": "s1"})
    (difference,) = page.context["differences"]
    assert (difference.changes[0].before, difference.changes[0].after) == ("96", "108")
    assert [row.what for row in difference.rows] == ["changed", "removed"]
    client.post(at(dogs, "vergleich/"), {"alt": "s1"})
    assert current_content(fresh(dogs)).decode() == samples.DOGS
    assert client.get(at(dogs, "vergleich/"), {"alt": "v7"}).status_code == 404


def test_publishing_for_all_processes_is_a_version_and_an_event(client, designer, dogs):
    post(client, dogs, "own", "veroeffentlichen/")
    assert current_decision("hundesteuer").dmn == samples.DOGS
    assert post(client, dogs, "own", "veroeffentlichen/").status_code == 302
    assert DecisionVersion.objects.count() == 1
    assert Event.objects.filter(type="processes.tables_published").count() == 1


def test_what_was_imported_by_command_is_edited_under_its_own_key(client, designer):
    publish_decision(key="Fees", dmn=samples.DOGS, actor=SYSTEM)
    assert client.post(at("Fees", "kopie/"), {"do": "open"}).headers["Location"] == at("Fees", "bearbeiten/")
    model = ProcessModel.objects.get()
    post(client, model, **{"c.r1.o0": "100"})
    post(client, model, "own", "veroeffentlichen/")
    assert current_decision("Fees").number == 2


def test_a_procedures_table_is_read_only_and_its_copy_goes_back_into_it(client, designer, bound):
    key = DecisionVersion.objects.get().definition.key
    assert client.get(at(key)).status_code == 200
    assert client.get(at(key, "bearbeiten/")).status_code == 404
    client.post(at(key, "kopie/"), {"do": "open", "name": ""})
    assert not ProcessModel.objects.exists()
    made = client.post(at(key, "kopie/"), {"name": "Neue Sätze"})
    model = ProcessModel.objects.get()
    assert made.headers["Location"] == at(model, "bearbeiten/")
    assert client.get(at(model, "bearbeiten/")).status_code == 200
    row = sheets(parse(current_content(model)))[0].rows[0]
    post(client, model, decision="tax", **{f"c.{row.cells[1].key}": "700"})
    assert post(client, model, "procedure", "veroeffentlichen/").status_code == 302
    version = current_version(bound.procedure.key)
    assert version.number == 2
    assert "700" in dict(version.files.values_list("path", "content"))["decisions/fees.dmn"]
    assert current_decision(model.key) is None


def test_an_amount_of_the_procedure_is_changed_without_touching_a_rule(client, designer, clerk, bound):
    key = DecisionVersion.objects.get().definition.key
    page = client.get(at(key))
    assert [value.key for value in page.context["values"]] == ["fee"]
    client.post(at(key, "werte/"), {"key": "fee", "value": "108,00"})
    assert current_version(bound.procedure.key).parameters["fee"] == "108.00"
    client.post(at(key, "werte/"), {"key": "fee", "value": "viel"})
    assert current_version(bound.procedure.key).parameters["fee"] == "108.00"
    client.force_login(clerk)
    assert client.get(at(key)).status_code == 200
    client.post(at(key, "werte/"), {"key": "fee", "value": "1"})
    assert current_version(bound.procedure.key).parameters["fee"] == "108.00"


def test_new_tables_begin_empty_or_with_a_file(client, designer):
    answer = client.post(f"{BASE}/neue-tabelle/", {"name": "Bewohnerparken"})
    assert client.get(answer.headers["Location"]).status_code == 200
    file = SimpleUploadedFile("x.dmn", samples.OLD)
    assert client.post(f"{BASE}/neue-tabelle/", {"file": file}).status_code == 302
    for content in (b"<a", b"<a/>", b"", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        file = SimpleUploadedFile("x.dmn", content)
        assert client.post(f"{BASE}/neue-tabelle/", {"name": "x", "file": file}).status_code == 422
    assert ProcessModel.objects.count() == 2
    assert "Bewohnerparken" in client.get(f"{BASE}/tabellen/").content.decode()
    assert "Bewohnerparken" not in client.get(f"{BASE}/").content.decode()


def test_comments_stand_at_their_table_until_settled(client, designer, dogs):
    client.post(at(dogs, "kommentare/"), {"text": "Stimmt das?", "element": "satz"})
    remark = dogs.remarks.get()
    assert remark.element == "satz"
    client.post(at(dogs, "kommentare/"), {"settle": str(remark.pk)})
    assert dogs.remarks.get().settled_at


def test_a_long_table_comes_in_pieces(client, designer, tenant):
    rules = [f"{number} | {number}" for number in range(700)]
    model = import_tables(
        content=dmn(table("d", ["x: integer"], ["o: number"], *rules)).encode(),
        file_name="",
        name="Lang",
        actor=SYSTEM,
    )
    page = client.get(at(model, "bearbeiten/"), {"ab": "401"})
    assert len(page.context["current"].rows) <= 300
    assert page.context["pages"]
    row = page.context["current"].rows[0]
    post(client, model, decision="d", ab="401", **{f"c.{row.cells[1].key}": "7,5"})
    assert texts(model)[row.number - 1][1] == "7.5"
    added = post(client, model, "add", decision="d").headers["Location"]
    assert "&ab=701#regel-" in added
    assert added.partition("#")[2] in client.get(added).content.decode()


def test_nothing_that_is_posted_makes_an_error_page(client, designer, dogs):
    for data in (
        {"base": "²", "tabelle": "satz", "do": "gap:{"}, {"tabelle": "gone", "do": "save", "c.r1.o0": "1"},
        {"tabelle": "satz", "c.r1.o0": "a\x0bb", "do": "add"}, {"tabelle": "steuer", "do": "add"},
        {"tabelle": "satz", "do": "whole:hunde"}, {"tabelle": "satz", "do": "gap:" + json.dumps([["x"], None])},
    ):  # fmt: skip
        assert client.post(at(dogs, "bearbeiten/"), data).status_code in (302, 400)
    assert client.get(at(dogs, "bearbeiten/"), {"ab": "99999", "tabelle": "x"}).status_code == 200


def test_a_blank_table_is_finished_by_hand(client, designer):
    model = create_tables(name="Parken", actor=SYSTEM)
    settings = {"label": "Zone", "expression": "zone", "type_ref": "string", "allowed": "A, B"}
    post(client, model, "save", "spalte/parken/i0/", decision="parken", **settings)
    post(client, model, decision="parken", **{"c.rule_1.i0": "A", "c.rule_1.o0": "ja"})
    (gap,) = client.get(at(model, "bearbeiten/")).context["gaps"]
    post(client, model, gap[1], decision="parken")
    assert [row[0] for row in texts(model)] == ['"A"', '"B"']


def test_the_values_of_a_procedure_stand_ready_when_its_table_is_tried(client, designer, bound):
    key = DecisionVersion.objects.get().definition.key
    asked = client.get(at(key, "probe/")).context["asked"]
    assert [(one.path, one.closed, one.typed) for one in asked] == [
        ("answers.listed", True, ""), ("param.fee", False, asked[1].typed)
    ]  # fmt: skip
    assert asked[1].typed
    tried = client.post(at(key, "probe/"), {"w.answers.listed": "false", "w.param.fee": "108,50"})
    assert tried.context["answer"] == "108.5" or tried.context["answer"] == "108,5"


def test_a_draft_is_deleted_and_what_is_published_stays(client, designer, dogs):
    post(client, dogs, "own", "veroeffentlichen/")
    post(client, dogs, "add")
    assert client.post(at(dogs, "verwerfen/")).headers["Location"] == at(dogs)
    assert not ProcessModel.objects.exists()
    assert client.get(at(dogs)).status_code == 200
    assert Event.objects.filter(type="processes.tables_discarded").count() == 1


def test_a_file_is_renamed_for_people_and_keeps_its_key(client, designer, dogs):
    post(client, dogs, "rename", title="Hunde 2027")
    renamed = fresh(dogs)
    assert (renamed.name, renamed.key) == ("Hunde 2027", "hundesteuer")
    assert b'name="Hunde 2027"' in current_content(renamed)


def test_a_new_line_from_a_browser_is_one_in_the_file_and_nobodys_change(client, designer, dogs):
    post(client, dogs, decision="steuer", formula="satz *\r\n 2")
    post(client, dogs, "save", "einstellungen/satz/", name="Satz", policy="FIRST", question="Wie\r\nviel?")
    post(client, dogs, **{"c.r1.n0": "§ 5\r\nAbs. 2"})
    assert b"&#13;" not in current_content(fresh(dogs))
    base = fresh(dogs).current.number
    post(client, dogs, decision="steuer", formula="satz *\r\n 2")
    assert fresh(dogs).current.number == base
    post(client, dogs, **{"c.r1.n0": "§ 6"})
    late = {"base": base, "tabelle": "satz", "c.r1.n0": "§ 5\r\nAbs. 2", "c.r1.o0": "5"}
    page = client.post(at(dogs, "bearbeiten/"), late).content.decode()
    assert "§ 6</textarea>" in page


def test_a_decision_may_have_any_id(client, designer):
    file = samples.DOGS.replace('id="satz"', 'id="a/b"').replace("#satz", "#a/b")
    model = import_tables(content=file.encode(), file_name="", name="x", actor=SYSTEM)
    for page in ("bearbeiten/", "spalte/a/b/i0/", "einstellungen/a/b/"):
        assert client.get(at(model, page)).status_code == 200


@pytest.mark.parametrize("name", ["vorlage", "v²", "v9", "s", "x"])
def test_an_address_that_names_no_version_is_not_found(client, designer, bound, name):
    key = DecisionVersion.objects.get().definition.key
    assert client.get(at(key), {"fassung": name}).status_code == 404


def test_what_was_meant_for_a_procedure_is_not_published_for_all(client, designer, bound):
    client.post(at(DecisionVersion.objects.get().definition.key, "kopie/"), {"name": "Neue Sätze"})
    import_files(procedure_files(), SYSTEM)
    post(client, ProcessModel.objects.get(), "procedure", "veroeffentlichen/")
    assert DecisionVersion.objects.count() == 1


def test_what_is_settled_stands_below_what_is_open(client, designer, dogs):
    for text in ("alt", "neu"):
        client.post(at(dogs, "kommentare/"), {"text": text})
    client.post(at(dogs, "kommentare/"), {"settle": str(dogs.remarks.get(text="neu").pk)})
    page = client.get(at(dogs, "kommentare/"))
    assert [remark.text for remark, _about in page.context["remarks"]] == ["alt", "neu"]
