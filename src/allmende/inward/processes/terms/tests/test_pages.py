"""Designers change what a procedure costs and who signs, try it, and publish it; all staff read it."""

import pytest

from allmende.base.cases.fees import cost_of
from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.queries import current_version, folder_of, manifest_of
from allmende.base.procedures.tests.factories import MANIFEST, files, make_town
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.models import ProcessModel

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/prozesse/verfahren/"
ONE = f"{BASE}dog-tax/"
COMMENT = "# what the by-law says\n"
TAX = table("tax", ["answers.listed: boolean"], ["tax: number"], "true | 600", "false | param.fee")
RULE = "listed ? 2.0 * param.fee : param.fee"
PAGES = ["", "bearbeiten/", "probe/", "vergleich/", "veroeffentlichen/", "verwerfen/"]


@pytest.fixture
def designer(tenant, client):
    user = make_staff(role=Role.DESIGNER, unit=make_unit("ordnungsamt"))
    client.force_login(user)
    return user


@pytest.fixture
def dogs(tenant):
    make_town()
    manifest = MANIFEST.replace("parameters:", f"{COMMENT}parameters:")
    return import_files({**files(procedure=manifest), "decisions/fees.dmn": dmn(TAX)}, SYSTEM)


@pytest.fixture
def draft(dogs, designer, client):
    client.post(ONE)
    return ProcessModel.objects.get(kind="terms")


def rows(prefix, *given):
    data = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


ITEM = {"label": "Steuer", "source": "param.fee", "account": "9000.0220"}
PERSON = {"role": "Zweite Halterin", "who": "owner", "email": "email", "level": "low", "way": "identity"}


def save(client, items=(ITEM,), reduced=(), people=(), do="save", **more):
    base = ProcessModel.objects.select_related("current").get(kind="terms").current.number
    data = {
        "base": base, "do": do, "fee-when": "decision", "fee-due_days": 30, "sign-order": "any", "sign-number": 15,
        "sign-unit": "working_days", "sign-reminders": "7, 2", "sign-applicant": "",
        **rows("items", *items), **rows("reduced", *reduced), **rows("people", *people),
    }  # fmt: skip
    return client.post(f"{ONE}bearbeiten/", data | more)


def publish(client, **more):
    base = ProcessModel.objects.select_related("current").get(kind="terms").current.number
    return client.post(f"{ONE}veroeffentlichen/", {"base": base, **more})


def test_the_list_says_what_each_costs(dogs, designer, client):
    page = client.get(BASE).content.decode()
    assert "Hundesteuer – Anmeldung" in page
    assert "Kostet nichts." in page


def test_all_staff_read_and_try_and_only_designers_draw(dogs, client):
    client.force_login(make_staff(role=Role.CLERK, unit=make_unit("standesamt")))
    assert [client.get(ONE + page).status_code for page in PAGES] == [200, 404, 200, 404, 404, 404]
    assert client.post(ONE).status_code == 403
    assert not ProcessModel.objects.filter(kind="terms").exists()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows(draft, client, page):
    assert client.get(ONE + page).status_code == 200


def test_a_fee_is_saved_tried_compared_and_published_and_the_rest_of_the_file_stays(draft, client):
    reduced = {"when": 'dog == "Rex"', "percent": "", "reason": "Diensthund"}
    assert save(client, reduced=[reduced], people=[PERSON], do="trial").url == f"{ONE}probe/"
    tried = client.post(f"{ONE}probe/", {"w.dog": "Rex", "w.owner": "Max Muster", "w.email": "m@example.org"})
    page = tried.content.decode()
    assert "Diensthund" in page
    assert "Max Muster (Zweite Halterin)" in page
    assert "Kostet nichts." in client.get(f"{ONE}vergleich/").content.decode()
    before = folder_of(current_version("dog-tax"))["procedure.yaml"]

    assert publish(client, reason="Satzung vom 12. Mai").url == ONE

    version = current_version("dog-tax")
    manifest, text = manifest_of(version), folder_of(version)["procedure.yaml"]
    assert (manifest.fee.due_days, manifest.fee.items[0].amount) == (30, "param.fee")
    assert manifest.signatures.people[0].person == "owner"
    assert text.startswith(before.rstrip("\n"))
    assert COMMENT in text
    assert str(cost_of(version, {"dog": "Fiffi"}).total) == "90.00"
    assert Event.objects.get(type="processes.terms_published").data["reason"] == "Satzung vom 12. Mai"
    assert "unterschied" not in client.get(ONE).content.decode()


@pytest.mark.parametrize(
    ("item", "amount", "decision"),
    [({"source": "fixed", "amount": "1.012,5"}, "1012.50", ""), ({"source": "table:tax"}, "", "tax"),
     ({"source": "rule", "amount": RULE}, RULE, "")],
)  # fmt: skip
def test_an_amount_is_fixed_of_a_table_or_by_a_rule(draft, client, item, amount, decision):
    assert save(client, items=[ITEM | item]).status_code == 302
    assert publish(client).url == ONE
    made = manifest_of(current_version("dog-tax")).fee.items[0]
    assert (made.amount, made.decision) == (amount, decision)
    assert client.get(f"{ONE}bearbeiten/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"items": [ITEM | {"source": "fixed", "amount": "viel"}]}, "12,50"),
     ({"items": [ITEM | {"source": "rule", "amount": "((("}]}, "nicht lesbar"),
     ({"items": []}, "mindestens eine Zeile"), ({"sign-reminders": "bald"}, "10, 3"),
     ({"people": [PERSON | {"email": ""}]}, "Einladung")],
)  # fmt: skip
def test_what_cannot_be_kept_comes_back_as_it_was_typed(draft, client, wrong, words):
    answer = save(client, **wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_row_that_is_taken_away_need_not_be_right(draft, client):
    gone = {"source": "rule", "amount": "(((", "gone": "on"}
    assert save(client, items=[ITEM, gone]).status_code == 302


def test_what_does_not_fit_is_named_and_keeps_it_from_being_published(draft, client):
    save(
        client,
        items=[ITEM | {"source": "rule", "amount": "moon * 2.0"}],
        reduced=[{"when": "param.sun", "reason": "x"}],
    )
    page = client.get(f"{ONE}veroeffentlichen/").content.decode()
    assert "moon" in page
    assert "sun" in page
    assert publish(client).status_code == 422
    assert manifest_of(current_version("dog-tax")).fee is None


def test_a_level_that_no_service_reaches_is_said(draft, client):
    save(client, people=[PERSON | {"level": "high"}], **{"fee-when": ""})
    assert "Kein Anmeldedienst" in client.get(f"{ONE}veroeffentlichen/").content.decode()


def test_two_people_do_not_overwrite_each_other(draft, client):
    answer = save(client, base=99)
    assert answer.status_code == 409
    assert "Steuer" in answer.content.decode()


def test_undone_redone_restored_and_thrown_away(draft, client):
    save(client)
    publish(client)
    save(client, **{"fee-when": ""})
    client.post(f"{ONE}zurueck/", {"do": "undo"})
    assert "nichts Neues" in client.get(publish(client).url).content.decode()
    client.post(f"{ONE}zurueck/", {"do": "redo"})
    assert publish(client).url == ONE
    assert manifest_of(current_version("dog-tax")).fee is None
    client.post(f"{ONE}vergleich/", {"alt": "v2"})
    assert publish(client).url == ONE
    assert manifest_of(current_version("dog-tax")).fee.due_days == 30
    assert client.post(f"{ONE}verwerfen/").url == ONE
    assert not ProcessModel.objects.filter(kind="terms").exists()
