"""Designers draw, list, compare, comment and publish; all staff read what is published."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.queries import current_version
from allmende.base.procedures.tests.factories import files as procedure_files
from allmende.base.procedures.tests.factories import make_town
from allmende.base.workflow.models import ProcessVersion
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import create_model, import_model
from allmende.inward.processes.bpmn.tree import by_id, parse
from allmende.inward.processes.models import ProcessModel
from allmende.inward.processes.queries import content_of, current_content
from allmende.inward.processes.tests import samples

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/prozesse"


@pytest.fixture
def office(tenant):
    return make_unit("ordnungsamt", name="Ordnungsamt")


@pytest.fixture
def designer(office, client):
    user = make_staff(role=Role.DESIGNER, unit=office)
    client.force_login(user)
    return user


@pytest.fixture
def model(tenant):
    return create_model(name="Fundsachen", actor=SYSTEM)


def at(model, page=""):
    return f"{BASE}/modelle/{model.key}/{page}"


def fresh(model):
    return ProcessModel.objects.select_related("current").get(pk=model.pk)


def xml(model):
    return by_id(parse(current_content(fresh(model))))


PAGES = [
    "",
    "zeichnen/",
    "schritte/",
    "angaben/",
    "vergleich/",
    "kommentare/",
    "veroeffentlichen/",
    "element/step_1/",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_a_designer(client, designer, model, page):
    assert client.get(at(model, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_other_staff_read_only_what_is_published(client, office, model, page):
    client.force_login(make_staff(role=Role.CLERK, unit=office))
    assert client.get(at(model, page)).status_code == 404


def test_published_processes_are_on_the_map_and_have_a_page_for_all_staff(client, designer, office, model):
    client.post(at(model, "veroeffentlichen/"), {"base": "1", "do": "run"})
    assert ProcessVersion.objects.get().definition.key == "fundsachen"
    client.force_login(make_staff(role=Role.CLERK, unit=office))
    assert "Fundsachen" in client.get(f"{BASE}/").content.decode()
    page = client.get(at(model)).content.decode()
    assert "<svg" in page
    assert 'id="schritt-step_1"' in page
    assert client.get(at(model, "datei/")).content == content_of(model.publications.get())


def test_a_model_that_cannot_run_is_published_to_read_only(client, designer, tenant):
    model = import_model(content=samples.ALL["camunda"], file_name="x.bpmn", actor=SYSTEM)
    refused = client.post(
        at(model, "veroeffentlichen/"), {"base": str(fresh(model).current.number), "do": "run"}
    )
    assert refused.status_code == 422
    assert at(model, "element/u/") in refused.content.decode()
    assert (
        client.post(
            at(model, "veroeffentlichen/"), {"base": str(fresh(model).current.number), "do": "read"}
        ).status_code
        == 302
    )
    assert model.publications.get().process_version is None


def test_a_file_is_imported_on_the_page_and_a_hostile_one_comes_back_with_its_reason(
    client, designer, tmp_path
):
    def upload(content):
        path = tmp_path / "x.bpmn"
        path.write_bytes(content)
        with path.open("rb") as file:
            return client.post(f"{BASE}/neu/", {"name": "Meine", "file": file})

    assert upload(samples.ALL["aris"]).status_code == 302
    assert upload(samples.HOSTILE["entities"]).status_code == 422
    assert ProcessModel.objects.get().name == "Meine"


def test_autosave_keeps_each_state_and_refuses_an_old_base(client, designer, model):
    drawn = current_content(model).replace(b'id="step_1"', b'id="step_1" name="Abgeben"')

    def save(base):
        return client.post(f"{at(model, 'stand/')}?base={base}", drawn, content_type="application/xml")

    assert save(1).json() == {"number": 2}
    assert save(1).status_code == 409
    assert (
        client.post(f"{at(model, 'stand/')}?base=2", b"<x", content_type="application/xml").status_code == 422
    )
    client.post(at(model, "zurueck/"), {"do": "undo"})
    assert fresh(model).current.number == 1
    client.post(at(model, "zurueck/"), {"do": "redo"})
    assert fresh(model).current.number == 2


def test_properties_say_who_by_when_and_are_checked(client, designer, model):
    sent = {
        "base": "1",
        "name": "Fund aufnehmen",
        "unit": "ordnungsamt",
        "dueDays": "3",
        "documentation": "Mit Foto",
    }
    assert client.post(at(model, "element/step_1/"), sent).status_code == 302
    step = xml(model)["step_1"]
    assert (step.get("name"), step.get("{urn:allmende:bpmn:1}unit")) == ("Fund aufnehmen", "ordnungsamt")
    page = client.get(at(model, "schritte/")).content.decode()
    assert "Fund aufnehmen" in page
    assert "Ordnungsamt" in page
    wrong = client.post(at(model, "element/step_1/"), {"base": "2", "name": "x", "dueDays": "= 1 +"})
    assert wrong.status_code == 422


def test_the_panel_saves_without_a_page_and_tells_the_canvas(client, designer, model):
    saved = client.post(
        at(model, "element/step_1/"), {"base": "1", "name": "Neu"}, headers={"HX-Request": "true"}
    )
    assert '"number": 2' in saved["HX-Trigger"]
    assert "<html" not in saved.content.decode()


def test_a_condition_is_tried_on_sample_values(client, designer, model):
    def press(do, **samples):
        sent = {"base": "1", "condition": 'outcome == "grant"', "do": do, **samples}
        return client.post(at(model, "element/flow_2/"), sent).content.decode()

    assert 'name="sample-outcome"' in press("try")
    assert "trifft sie zu" in press("run", **{"sample-outcome": "grant"})
    assert "trifft sie nicht zu" in press("run", **{"sample-outcome": "refuse"})
    assert fresh(model).current.number == 1


def change(client, model, do, **sent):
    return client.post(at(model, "schritte/"), {"do": do, "base": str(fresh(model).current.number), **sent})


def test_the_list_adds_moves_and_removes_steps_and_the_drawing_follows(client, designer, model):
    change(client, model, "add", name="Melden", kind="userTask", flow="flow_2")
    assert xml(model)["flow_2"].get("targetRef") == "step_2"
    assert {"step_2_di", "flow_3_di"} <= xml(model).keys()
    change(client, model, "move:step_2", place="before", other="step_1")
    page = client.get(at(model, "schritte/")).content.decode()
    assert page.index("schritt-step_2") < page.index("schritt-step_1")
    change(client, model, "remove:step_2")
    assert "step_2" not in xml(model)
    assert client.get(at(model, "veroeffentlichen/")).content.decode().count("pr-finding--error") == 0
    assert (
        client.post(
            at(model, "veroeffentlichen/"), {"base": str(fresh(model).current.number), "do": "run"}
        ).status_code
        == 302
    )


def test_the_list_adds_a_decision_with_its_ways(client, designer, model):
    change(client, model, "add", name="Wertvoll?", kind="exclusiveGateway", flow="flow_2")
    change(client, model, "way:step_2", target="", name="nein", condition="answers.value < 10")
    page = client.get(at(model, "schritte/")).content.decode()
    assert "answers.value &lt; 10" in page
    way = next(key for key in xml(model) if key.startswith("flow") and xml(model)[key].get("name") == "nein")
    assert change(client, model, f"remove_way:{way}").status_code == 302
    assert way in xml(model)  # its end would hang loose


def test_a_start_stays_and_the_reason_is_said(client, designer, model):
    page = client.post(
        at(model, "schritte/"), {"do": "remove:start", "base": "1"}, follow=True
    ).content.decode()
    assert "start" in xml(model)
    assert re.search("kern-alert--danger", page)


def test_versions_are_compared_as_list_and_drawing(client, designer, model):
    client.post(at(model, "veroeffentlichen/"), {"base": "1", "do": "read"})
    client.post(at(model, "element/step_1/"), {"base": "1", "name": "Fund aufnehmen"})
    change(client, model, "add", name="Melden", kind="manualTask", flow="flow_2")
    page = client.get(at(model, "vergleich/")).content.decode()
    assert "Fund aufnehmen" in page
    assert "#e3f5e9" in page  # added
    assert "#fff4dc" in page  # changed
    assert client.get(at(model, "vergleich/?alt=v9")).status_code == 404


def test_comments_stand_at_their_element_until_settled(client, designer, model):
    client.post(at(model, "kommentare/"), {"element": "step_1", "text": "Wer fotografiert?"})
    assert "Wer fotografiert?" in client.get(at(model, "element/step_1/")).content.decode()
    client.post(at(model, "kommentare/"), {"settle": str(model.remarks.get().pk)})
    assert model.remarks.get().settled_at is not None


def test_facts_are_kept_with_the_publication(client, designer, office, model):
    facts = {
        "name": "Fundsachen",
        "status": "to_be",
        "unit": str(office.pk),
        "volume": "120",
        "systems": "Fundbüro\nKasse",
    }
    assert client.post(at(model, "angaben/"), facts).status_code == 302
    client.post(at(model, "veroeffentlichen/"), {"base": "1", "do": "read"})
    assert model.publications.get().facts["unit"] == "ordnungsamt"
    assert "Kasse" in client.get(at(model)).content.decode()


def test_the_map_asks_the_database_the_same_for_many_processes(
    client, designer, tenant, django_assert_max_num_queries
):
    for number in range(8):
        create_model(name=f"Prozess {number}", actor=SYSTEM)
    client.get(f"{BASE}/")
    with django_assert_max_num_queries(10):
        client.get(f"{BASE}/?nach=leistung&status=as_is")


def test_the_handbook_holds_what_is_published(client, designer, office, model):
    client.post(at(model, "veroeffentlichen/"), {"base": "1", "do": "read"})
    client.post(f"{BASE}/handbuch/")
    page = client.get(f"{BASE}/handbuch/").content.decode()
    assert f"{BASE}/handbuch.pdf" in page
    pdf = b"".join(client.get(f"{BASE}/handbuch.pdf").streaming_content)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "Fundsachen" in text
    client.force_login(make_staff(role=Role.CLERK, unit=office))
    assert client.post(f"{BASE}/handbuch/").status_code == 404


def test_a_procedures_process_is_drawn_anew_and_runs_in_its_next_version(client, designer, tenant):
    make_town()
    import_files(procedure_files(), SYSTEM)
    client.post(f"{BASE}/neu/", {"procedure": "dog-tax"})
    model = ProcessModel.objects.get(key="dog-tax")
    client.post(
        at(model, "element/check/"),
        {"base": str(model.current.number), "name": "Antrag sichten", "dueDays": "2"},
    )
    number = str(fresh(model).current.number)
    client.post(at(model, "veroeffentlichen/"), {"base": number, "do": "run", "procedure": "dog-tax"})
    version = current_version("dog-tax")
    assert version.number == 2
    assert "Antrag sichten" in version.process_version.bpmn
    assert model.publications.get().process_version == version.process_version_id


SPECIAL = samples.model(
    """<b:message id="m" name="Alt"/><b:process id="p" name="NAME"><b:startEvent id="s"/><b:userTask id="t">
<b:multiInstanceLoopCharacteristics id="l"/></b:userTask><b:callActivity id="c"/><b:intermediateCatchEvent id="w">
<b:messageEventDefinition id="d1" messageRef="m"/></b:intermediateCatchEvent>
<b:endEvent id="e"><b:errorEventDefinition id="d2"/></b:endEvent>
</b:process>"""
)


@pytest.mark.parametrize(
    ("element", "name", "value", "expected"),
    [
        ("t", "items", "= answers.parties", 'allmende:items="= answers.parties"'),
        (
            "t",
            "until",
            'outcome == "grant"',
            'completionCondition xsi:type="bpmn:tFormalExpression">outcome ==',
        ),
        ("c", "called", "widerspruch", 'calledElement="widerspruch"'),
        ("w", "message", "Anhörung da", 'messageRef="message_1"'),
        ("e", "error", "abgelehnt", 'errorCode="abgelehnt"'),
    ],
)
def test_what_stands_deeper_is_set_too(client, designer, tenant, element, name, value, expected):
    model = import_model(content=SPECIAL.encode(), file_name="x.bpmn", actor=SYSTEM)
    client.post(at(model, f"element/{element}/"), {name: value})
    assert expected in current_content(fresh(model)).decode()
    assert value in client.get(at(model, f"element/{element}/")).content.decode().replace("&quot;", '"')


def test_a_simulation_shows_where_cases_wait(client, designer, model):
    page = client.get(at(model, "simulation/"))
    names = re.findall(r'name="([a-z_]+(?:-\d+)?)"[^>]*value="([\d.,]+)"', page.content.decode())
    form = page.context["form"]
    sent = {name: field.initial for name, field in form.fields.items()} | {"cases": 50}
    assert names
    shown = client.post(at(model, "simulation/"), sent).content.decode()
    assert "50 von 50" in shown
    assert client.post(at(model, "simulation/"), {**sent, "cases": "-1"}).status_code == 422
