"""The page of one case."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.base.cases import actions
from allmende.base.cases.access import PROCESS
from allmende.base.cases.tests.factories import fresh, make_procedure, send
from allmende.base.directory.models import Unit
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.tests.factories import MANIFEST, files
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.base.workflow.tests.factories import model
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes

from .factories import make_case, make_customer, page

pytestmark = pytest.mark.shared_town

PARTS = ["", "documents/", "messages/", "tasks/", "history/"]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(desk, case, part):
    assert desk.get(page(case, part)).status_code == 200


@pytest.mark.parametrize("part", [*PARTS, "do/note/"])
def test_for_another_office_the_case_does_not_exist(client, stranger, case, part):
    client.force_login(stranger)
    assert client.get(page(case, part)).status_code == 404


def test_an_unknown_part_is_not_found(desk, case):
    assert desk.get(page(case, "nonsense/")).status_code == 404


def test_answers_stand_with_their_labels(desk, case):
    text = desk.get(page(case)).content.decode()
    assert "Rufname" in text
    assert "Bello" in text


def test_the_next_action_follows_the_case(desk, case, clerk):
    def next_action() -> str:
        return desk.get(page(case)).context["page"].next

    assert next_action() == "take"
    actions.take_case(case=fresh(case), by=clerk)
    assert next_action() == "task"
    question = actions.ask_customer(case=fresh(case), text="Welche Rasse?", by=clerk)
    assert next_action() == "waiting"
    actions.drop_question(question=question, by=clerk)
    assert next_action() == "task"
    desk.post(page(case, f"tasks/{desk.get(page(case)).context['page'].my_tasks[0].pk}/done/"))
    assert desk.get(page(case)).context["page"].my_tasks[0].hint == "decision"


def test_an_office_that_takes_part_sees_what_is_wanted(client, stranger, case, clerk):
    order = Unit.objects.get(key="order")
    part = actions.involve_unit(case=case, unit=order, by=clerk, wanted="Ist der Hund gefährlich?")
    client.force_login(stranger)
    assert "Ist der Hund gefährlich?" in client.get(page(case)).content.decode()
    client.post(page(case, f"offices/{part.pk}/end/"), {"word": "Nein."})
    assert client.get(page(case)).status_code == 404


def test_messages_count_as_read_once_the_office_opens_them(desk, clerk):
    case = make_case(to=clerk, customer=make_customer())
    actions.receive_message(case=case, body="Hallo", by=PROCESS)
    assert desk.get(page(case)).context["page"].unread == 1
    desk.get(page(case, "messages/"))
    assert desk.get(page(case)).context["page"].unread == 0


def test_a_file_opens_only_through_its_own_case(desk, case):
    mine = store_bytes(content=b"a", name="a.txt", media_type="text/plain", owner=case.subject)
    other = store_bytes(content=b"b", name="b.txt", media_type="text/plain", owner="case:other")
    assert desk.get(page(case, f"files/{mine.pk}/")).status_code == 200
    assert desk.get(page(case, f"files/{other.pk}/")).status_code == 404


def test_what_people_write_stays_text(desk, case, clerk):
    actions.comment(case=case, text="<script>alert(1)</script>", by=clerk)
    for part in ("", "history/"):
        assert "<script>alert" not in desk.get(page(case, part)).content.decode()


def test_a_long_history_costs_no_more_queries(desk, case, clerk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(page(case, "history/"))
        return len(captured)

    actions.comment(case=case, text="one", by=clerk)
    few = queries()
    for number in range(15):
        actions.comment(case=case, text=str(number), by=clerk)
    assert queries() <= few <= 20


def test_the_whole_file_can_be_taken_along(desk, case):
    answer = desk.post(page(case, "file.zip"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_the_clerk_reads_which_rule_of_a_table_hit(desk, case):
    fee = table(
        "tax", ["answers.listed: boolean"], ["tax: number"], "true | 600 # listed breed", "false | 90"
    )
    proof = table(
        "proof", ["answers.listed: boolean"], ["document: string"], '- | "permit"', policy="COLLECT"
    )
    more = """
required_documents: [{key: permit, name: Erlaubnis}]
decided: {documents: proof, data: [tax]}
"""
    folder = {**files(procedure=MANIFEST + more), "decisions/fees.dmn": dmn(fee, proof)}
    asked = send(import_files(folder, SYSTEM), listed=True).case
    html = desk.get(page(asked)).content.decode()
    assert "600. listed breed" in html
    assert "Erlaubnis: nicht mit dem Antrag gekommen" in html


def test_a_failed_step_is_told_in_plain_words(desk, town, plain_documents):
    step = "service a 'Feuerwehr fragen' action=involve_unit retries=1 'p:unit== unit + unit'"
    process = model("start s", step, "end e", "s a", "a e")
    case = send(make_procedure(process=process)).case
    page = desk.get(f"/arbeitsplatz/cases/{case.pk}/").content.decode()
    assert "„Feuerwehr fragen“ hat nicht geklappt" in page
