"""Somebody applies for somebody else: both names show, and nothing is left after the end of the mandate."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from allmende.base.cases.models import Case
from allmende.base.cases.tests.conftest import plain_documents, town, version  # noqa: F401
from allmende.base.cases.tests.factories import ANSWERS
from allmende.base.cases.tests.factories import clerk as make_clerk
from allmende.base.cases.tests.factories import send as send_case
from allmende.base.customers.mandates.models import Mandate
from allmende.base.customers.models import Customer
from allmende.base.identity.tests.factories import make_citizen
from allmende.base.messages.models import Message
from allmende.foundation.events.models import Event, PersonalPayload

from ..actions import save_draft
from ..content import DraftContent
from ..models import Draft

NEW = "/konto/handeln-fuer/neu/"
PAGE = "/konto/handeln-fuer/"


@pytest.fixture
def agent(tenant):
    return make_citizen("erika@example.org", name="Erika Beispiel")


@pytest.fixture
def mine(client, agent):
    client.force_login(agent)
    return client


def company(browser, **more):
    data = {"kind": "company", "family_name": "Beispiel GmbH", "scope_key": "", **more}
    return browser.post(f"{NEW}organisation/", data)


def ask(browser, **more):
    data = {"name": "Max Muster", "email": "max@example.org", "scope_key": "", **more}
    return browser.post(f"{NEW}person/", data)


def link():
    body = mail.outbox[-1].body
    return re.search(r"http://[^/]+(/konto/handeln-fuer/frage/\S+/)", body)[1]


def begin(browser, mandate=""):
    browser.post("/antrag/dog-tax/", {"mandate": mandate})
    return Draft.objects.filter(sent_at=None).order_by("-pk").first()


def apply(browser, mandate=""):
    draft = begin(browser, mandate)
    content = DraftContent.read(draft.content)
    content.answers = {**ANSWERS}
    save_draft(draft=draft, content=content, page="dog_page")
    return browser.post(f"/antrag/{draft.pk}/antworten-pruefen/", follow=True)


def agreed(client, agent, **more):
    """Max agreed that Erika acts for him, and has an application of his own."""
    client.force_login(agent)
    ask(client, **more)
    client.force_login(make_citizen("max@example.org", name="Max Muster"))
    client.post(link(), {"do": "agree"})
    return Mandate.objects.get()


def test_for_a_company_both_names_show(mine, version):  # noqa: F811
    assert company(mine).status_code == 302
    mandate = Mandate.objects.get()
    apply(mine, str(mandate.pk))
    case = Case.objects.get()
    assert case.customer.name == "Beispiel GmbH"
    page = mine.get(f"/meine-antraege/{case.reference}/").content.decode()
    assert "Erika Beispiel für Beispiel GmbH" in page
    event = Event.objects.get(stream=case.subject, type="cases.applied_for")
    assert event.data["agent"] == str(mandate.agent_id)
    assert PersonalPayload.objects.get(event=event).data["text"] == "Erika Beispiel für Beispiel GmbH"


def test_nothing_of_the_agent_is_filled_in(mine, version):  # noqa: F811
    company(mine)
    draft = begin(mine, str(Mandate.objects.get().pk))
    assert "erika@example.org" not in str(DraftContent.read(draft.content).answers)


def test_messages_carry_both_names(mine, version):  # noqa: F811
    company(mine)
    apply(mine, str(Mandate.objects.get().pk))
    case = Case.objects.get()
    mine.post(f"/meine-antraege/{case.reference}/nachricht/", {"body": "Wann kommt die Marke?"})
    assert Message.objects.get(body="Wann kommt die Marke?").sender == "Erika Beispiel für Beispiel GmbH"


def test_the_child_is_of_age_one_day(mine):
    born = timezone.localdate().replace(month=1, day=1) - timedelta(days=3650)
    data = {"given_name": "Mia", "family_name": "Beispiel", "birth_date": born.isoformat(), "scope_key": ""}
    assert mine.post(f"{NEW}child/", data).status_code == 302
    assert Mandate.objects.get().ends_on == date(born.year + 18, born.month, born.day) - timedelta(days=1)


@pytest.mark.parametrize("born", ["1990-01-01", "2999-01-01", "", "0001-01-01", "9999-12-31"])
def test_who_is_of_age_must_agree(mine, born):
    data = {"given_name": "Max", "family_name": "Beispiel", "birth_date": born, "scope_key": ""}
    assert mine.post(f"{NEW}child/", data).status_code == 422
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("more", [{"ends_on": "2020-01-01"}, {"ends_on": "2999-01-01"}, {"scope_key": "nothing"},
                                  {"family_name": ""}, {"kind": "person"}])  # fmt: skip
def test_what_does_not_fit_is_refused(mine, version, more):  # noqa: F811
    assert company(mine, **more).status_code == 422
    assert not Mandate.objects.exists()


def test_a_typed_name_opens_nobodys_data(mine, version):  # noqa: F811
    Customer.objects.create(kind="organisation", family_name="Beispiel GmbH")
    company(mine)
    assert Customer.objects.filter(family_name="Beispiel GmbH").count() == 2


def test_who_agreed_is_represented_with_what_there_is(client, agent, version):  # noqa: F811
    agreed(client, agent)
    case = send_case(version, by=Mandate.objects.get().principal.user).case
    client.force_login(agent)
    assert client.get(f"/meine-antraege/{case.reference}/").status_code == 200
    assert "für Max Muster" in client.get("/meine-antraege/").content.decode()


def test_who_only_declares_sees_only_what_came_of_it(mine, agent, version):  # noqa: F811
    company(mine)
    mandate = Mandate.objects.get()
    other = send_case(version).case
    Case.objects.filter(pk=other.pk).update(customer=mandate.principal)
    assert mine.get(f"/meine-antraege/{other.reference}/").status_code == 302


def test_before_the_answer_nothing_counts(client, agent, version):  # noqa: F811
    client.force_login(agent)
    ask(client)
    assert begin(client, str(Mandate.objects.get().pk)) is None


def test_the_asker_does_not_answer(mine):
    ask(mine)
    assert mine.post(link(), {"do": "agree"}).status_code == 422
    assert Mandate.objects.get().state == "asked"


def test_refused_is_refused(client, agent):
    client.force_login(agent)
    ask(client)
    client.force_login(make_citizen("max@example.org"))
    path = link()
    client.post(path, {"do": "refuse"})
    assert Mandate.objects.get().state == "refused"
    assert client.post(path, {"do": "agree"}).status_code == 404


@pytest.mark.parametrize("end", ["withdrawn", "over"])
def test_after_the_end_there_is_nothing(client, agent, version, end):  # noqa: F811
    mandate = agreed(client, agent)
    case = send_case(version, by=mandate.principal.user).case
    if end == "withdrawn":
        client.post(f"{PAGE}{mandate.pk}/beenden/")  # by who is represented
    else:
        Mandate.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(agent)
    assert client.get(f"/meine-antraege/{case.reference}/").status_code == 302
    assert begin(client, str(mandate.pk)) is None


def test_the_end_comes_while_a_draft_is_open(client, agent, version):  # noqa: F811
    mandate = agreed(client, agent)
    client.force_login(agent)
    draft = begin(client, str(mandate.pk))
    content = DraftContent.read(draft.content)
    content.answers = {**ANSWERS}
    save_draft(draft=draft, content=content, page="dog_page")
    Mandate.objects.update(state="withdrawn")
    page = client.post(f"/antrag/{draft.pk}/antworten-pruefen/")
    assert "nicht mehr" in page.content.decode()
    assert not Case.objects.exists()


def test_another_ones_mandate_is_nobodys(client, agent, version):  # noqa: F811
    mandate = agreed(client, agent)
    client.force_login(make_citizen("x@example.org"))
    assert begin(client, str(mandate.pk)) is None
    assert client.post(f"{PAGE}{mandate.pk}/beenden/").status_code == 404


def test_the_scope_is_kept(client, agent, version):  # noqa: F811
    mandate = agreed(client, agent)
    case = send_case(version, by=mandate.principal.user).case
    Mandate.objects.update(scope="procedure", scope_key="other")
    client.force_login(agent)
    assert client.get(f"/meine-antraege/{case.reference}/").status_code == 302
    assert begin(client, str(mandate.pk)) is None
    Mandate.objects.update(scope_key="dog-tax")
    assert client.get(f"/meine-antraege/{case.reference}/").status_code == 200


def test_the_export_names_both(mine):
    company(mine)
    assert "Beispiel GmbH" in mine.get("/konto/daten/herunterladen/").content.decode()


def at_counter(browser, clerk, looked_at="id_card", **more):
    """The page with which a clerk ends typing for whoever stands there."""
    browser.force_login(clerk)
    browser.post("/schalter/dog-tax/", {"looked_at": looked_at, **more})
    draft = Draft.objects.get()
    content = DraftContent.read(draft.content)
    content.answers = {**content.answers, **ANSWERS}
    save_draft(draft=draft, content=content, page="dog_page")
    return browser.post(f"/antrag/{draft.pk}/antworten-pruefen/", follow=True).content.decode()


def test_at_the_counter_it_says_who_typed_and_what_was_looked_at(client, version):  # noqa: F811
    by = make_clerk()
    page = at_counter(client, by)
    case = Case.objects.get()
    assert case.reference in page
    assert "Code" in page  # the person has no account
    assert case.customer.name == "Erika Beispiel"
    assert case.submission.channel == "counter"
    assert case.submission.identified["level"] == "substantial"
    assert "Kim Amt (Personalausweis)" in client.get(f"/arbeitsplatz/cases/{case.pk}/").content.decode()
    assert Event.objects.get(type="cases.typed_at_counter").data["clerk"] == str(by.pk)


def test_at_the_counter_nothing_shown_is_nothing_sure(client, version):  # noqa: F811
    at_counter(client, make_clerk(), "none")
    assert Case.objects.get().submission.identified == {}


def test_at_the_counter_for_somebody_who_is_known(client, version):  # noqa: F811
    customer = Customer.objects.create(family_name="Muster", given_name="Max", phone="1")
    at_counter(client, make_clerk(), kunde=str(customer.pk))
    assert Case.objects.get().customer == customer


@pytest.mark.parametrize("looked_at", ["", "nothing", "x" * 500])
def test_at_the_counter_the_document_must_be_named(client, version, looked_at):  # noqa: F811
    client.force_login(make_clerk())
    assert client.post("/schalter/dog-tax/", {"looked_at": looked_at}).status_code == 422


def test_citizens_are_not_at_the_counter(mine, version):  # noqa: F811
    assert mine.get("/schalter/").status_code == 404
    assert mine.post("/schalter/dog-tax/", {"looked_at": "id_card"}).status_code == 404
    assert not Draft.objects.exists()


def give_for(browser, case, **more):
    data = {"name": "Erika", "email": "erika@example.org", "scope": "case", **more}
    return browser.post(f"/meine-antraege/{case.reference}/vertretung/", data)


def test_the_owner_lets_somebody_act_in_one_application(client, agent, version):  # noqa: F811
    owner = make_citizen("max@example.org", name="Max Muster")
    case, other = send_case(version, by=owner).case, send_case(version, by=owner).case
    client.force_login(owner)
    assert give_for(client, case).status_code == 302
    assert "Hundesteuer" in mail.outbox[-1].body or case.title in mail.outbox[-1].body
    path = link()
    client.force_login(make_citizen("fremd@example.org"))
    assert client.post(path, {"do": "agree"}).status_code == 422  # another account than the asked address
    client.force_login(agent)
    assert client.post(path, {"do": "agree"}).status_code == 302
    assert client.get(f"/meine-antraege/{case.reference}/").status_code == 200
    assert client.get(f"/meine-antraege/{other.reference}/").status_code == 302
    assert give_for(client, case).status_code == 404  # who acts does not pass it on


def test_who_is_asked_to_act_may_refuse(client, agent):
    client.force_login(make_citizen("max@example.org", name="Max Muster"))
    client.post(f"{NEW}give/", {"name": "Erika", "email": "erika@example.org", "scope_key": ""})
    assert "Erika" in client.get(PAGE).content.decode()
    client.force_login(agent)
    client.post(link(), {"do": "refuse"})
    assert Mandate.objects.get().state == "refused"
