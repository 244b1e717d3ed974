"""People who were invited sign by their link: as surely known as demanded, once, and only what they saw."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.cases import actions
from allmende.base.cases.models import State, Submission
from allmende.base.cases.tests.factories import clerk, fresh, make_procedure, send
from allmende.base.cases.tests.test_signing import MANIFEST, SECOND, form
from allmende.base.identity.tests.factories import make_citizen
from allmende.base.identity.tests.identified import log_in_identified
from allmende.base.messages.models import OutgoingEmail
from allmende.base.signatures.cosigning.models import Signer, SigningRound
from allmende.base.signatures.cosigning.tasks import forget_addresses_of_signers, watch_signatures
from allmende.base.signatures.models import IssuedDocument
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.models import Event
from allmende.foundation.tenants.context import use_tenant

SURE = MANIFEST.replace("role: Zweiter Halter", "level: substantial")


def link(to="max@example.org"):
    body = OutgoingEmail.objects.filter(to=to, kind__startswith="cosign").latest("pk").body
    return re.search(r"http://[^/]+(/unterschreiben/\S+/)", body)[1]


def sign(client, path, **more):
    return client.post(path, {"_do": "sign", "read": "yes", **more})


def applied(version, **more):
    return fresh(send(version, second=SECOND, second_email="max@example.org", **more).case)


@pytest.fixture
def version(town, plain_documents):
    return make_procedure(procedure=MANIFEST, form=form())


@pytest.fixture
def sure(town, plain_documents):
    return make_procedure(procedure=SURE, form=form())


def test_the_page_shows_what_is_signed(version, client):
    applied(version)
    page = client.get(link()).content.decode()
    assert "Hauptstr" in page
    assert SigningRound.objects.get().digest in page
    assert client.get(f"{link()}antrag.pdf").status_code == 200
    assert Signer.objects.get().seen_at


def test_signing_completes_the_application_and_the_process_begins(version, client):
    case = applied(version)
    assert sign(client, link()).status_code == 302
    case = fresh(case)
    assert case.state == State.RECEIVED
    assert case.due_on
    assert open_tasks(case.subject).count() == 1
    assert Event.objects.filter(stream=case.subject, type="signatures.given").get().data["level"] == "low"
    actions.decide_case(case=case, outcome="grant", by=clerk())


def test_who_has_not_said_to_have_read_it_does_not_sign(version, client):
    applied(version)
    assert client.post(link(), {"_do": "sign"}).status_code == 422
    assert Signer.objects.get().state == "invited"


def test_a_second_signature_changes_nothing(version, client):
    applied(version)
    sign(client, link())
    moment = Signer.objects.get().done_at
    assert sign(client, link()).status_code == 422
    assert Signer.objects.get().done_at == moment
    page = client.get(link()).content.decode()
    assert "Sie haben unterschrieben" in page
    assert "Hauptstr" not in page
    assert client.get(f"{link()}antrag.pdf").status_code == 404


def test_refusing_needs_a_reason_and_is_told(version, client):
    case = applied(version)
    assert client.post(link(), {"_do": "refuse", "reason": " "}).status_code == 422
    client.post(link(), {"_do": "refuse", "reason": "Der Hund gehört mir nicht"})
    assert SigningRound.objects.get().state == "refused"
    assert open_tasks(case.subject).get().hint == "signatures"
    assert "gehört mir nicht" in OutgoingEmail.objects.filter(to="erika@example.org").latest("pk").body


@pytest.mark.parametrize("token", ["x", "x" * 43, "ä" * 43, "%00" * 20, "konto", "x" * 500])
def test_a_guessed_link_opens_nothing(version, client, token):
    applied(version)
    assert client.get(f"/unterschreiben/{token}/").status_code == 404


def test_guessing_links_ends_soon(version, client):
    statuses = [client.get(f"/unterschreiben/{'y' * 40}{n}/").status_code for n in range(32)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_a_link_of_another_town_opens_nothing(version, client, other_tenant):
    applied(version)
    path = link()
    with use_tenant(other_tenant):
        assert Client(HTTP_HOST="other.example").get(path).status_code in (404, 400)


def test_an_old_link_opens_nothing(version, client):
    applied(version)
    Signer.objects.update(token_until=timezone.now() - timedelta(seconds=1))
    assert client.get(link()).status_code == 404


def test_a_new_invitation_replaces_the_link(version, client):
    case = applied(version)
    old = link()
    actions.correct_signer(case=case, signer_id=Signer.objects.get().pk, email="m2@example.org", by=clerk())
    assert client.get(old).status_code == 404
    assert sign(client, link("m2@example.org")).status_code == 302


def test_a_changed_application_is_not_signed(version, client):
    applied(version)
    Submission.objects.update(answers={"dog": "Cerberus"})
    page = sign(client, link())
    assert page.status_code == 422
    assert "Cerberus" not in page.content.decode()
    assert Signer.objects.get().state == "invited"
    assert Event.objects.filter(type="signatures.turned_away").get().data["reason"] == "changed"


def test_the_applicant_does_not_sign_for_somebody_else(version, client):
    user = make_citizen("erika@example.org")
    applied(version, by=user)
    client.force_login(user)
    assert "Hauptstr" not in client.get(link()).content.decode()
    assert sign(client, link()).status_code == 422


def test_staff_does_not_sign_for_somebody_else(version, client):
    applied(version)
    client.force_login(clerk())
    assert sign(client, link()).status_code == 422


def test_nothing_is_shown_below_the_level(sure, client):
    applied(sure)
    page = client.get(link())
    assert "Hauptstr" not in page.content.decode()
    assert client.get(f"{link()}antrag.pdf").status_code == 404
    assert sign(client, link()).status_code == 422


@pytest.mark.parametrize(
    ("given", "family", "status"),
    [("Max", "Muster", 302), ("Max Jürgen", "Muster", 302), ("Moritz", "Muster", 422), ("Max", "Meier", 422)],
)
def test_the_confirmed_name_must_be_that_of_the_invited(sure, client, given, family, status):
    applied(sure)
    log_in_identified(client, given_name=given, family_name=family)
    assert sign(client, link()).status_code == status
    signer = Signer.objects.get()
    assert (signer.state == "signed") is (status == 302)
    assert signer.name_differs is (given == "Max Jürgen")


def test_a_service_that_confirms_no_name_is_not_enough(sure, client):
    applied(sure)
    log_in_identified(client, organisation="Muster GmbH")
    assert sign(client, link()).status_code == 422


def test_by_account_without_the_link(version, client):
    applied(version)
    client.force_login(make_citizen("max@example.org", name="Max Muster"))
    assert "Hund Bello" in client.get("/unterschreiben/").content.decode()
    assert sign(client, f"/unterschreiben/konto/{Signer.objects.get().pk}/").status_code == 302


def test_another_account_finds_nothing(version, client):
    applied(version)
    client.force_login(make_citizen("moritz@example.org"))
    assert "Hund Bello" not in client.get("/unterschreiben/").content.decode()
    assert client.get(f"/unterschreiben/konto/{Signer.objects.get().pk}/").status_code == 404


def test_reminders_come_and_the_time_ends(version, client):
    case = applied(version)
    SigningRound.objects.update(next_on=timezone.localdate())
    watch_signatures()
    watch_signatures()
    assert OutgoingEmail.objects.filter(kind="cosign_reminder").count() == 1
    SigningRound.objects.update(due_on=timezone.localdate() - timedelta(days=1), next_on=timezone.localdate())
    assert sign(client, link()).status_code == 422
    watch_signatures()
    assert SigningRound.objects.get().state == "lapsed"
    assert open_tasks(case.subject).get().hint == "signatures"
    assert sign(client, link()).status_code == 422


def test_the_office_gives_more_time(version, client):
    case = applied(version)
    client.post(link(), {"_do": "refuse", "reason": "Noch nicht"})
    due = timezone.localdate() + timedelta(days=30)
    actions.ask_signers_again(case=fresh(case), due_on=due, by=clerk())
    assert not open_tasks(case.subject).exists()
    assert sign(client, link()).status_code == 302


def test_in_order_the_next_is_invited_when_the_first_has_signed(town, plain_documents, client):
    manifest = MANIFEST.replace("signatures:", "signatures:\n  applicant: low\n  order: given")
    applied(make_procedure(procedure=manifest, form=form()))
    assert not OutgoingEmail.objects.filter(to="max@example.org").exists()
    sign(client, link("erika@example.org"))
    assert sign(client, link()).status_code == 302


def test_the_applicant_signs_by_sending_where_the_level_is_reached(town, plain_documents, client):
    manifest = MANIFEST.replace("signatures:", "signatures:\n  applicant: low")
    applied(make_procedure(procedure=manifest, form=form()), by=make_citizen("erika@example.org"))
    assert Signer.objects.get(is_applicant=True).state == "signed"
    assert Signer.objects.get(is_applicant=False).state == "invited"


def test_withdrawn_nobody_waits_any_more(version, client):
    case = applied(version)
    actions.withdraw_case(case=case, by=clerk())
    assert SigningRound.objects.get().state == "ended"
    assert sign(client, link()).status_code == 422
    actions.reopen_case(case=fresh(case), by=clerk(), reason="Doch")
    with pytest.raises(Exception, match="Max Muster"):
        actions.decide_case(case=fresh(case), outcome="grant", by=clerk())


def test_addresses_are_forgotten(version, client):
    applied(version)
    sign(client, link())
    SigningRound.objects.update(ended_at=timezone.now() - timedelta(days=61))
    forget_addresses_of_signers()
    assert Signer.objects.get().email == ""
    assert Signer.objects.get().name == "Max Muster"


def test_who_signed_has_a_receipt_that_anyone_can_verify(version, client):
    applied(version)
    path = link()
    assert client.get(f"{path}beleg.pdf").status_code == 404
    sign(client, path)
    told = OutgoingEmail.objects.get(kind="signature_receipt")
    assert told.to == "max@example.org"
    assert SigningRound.objects.get().digest in told.body
    assert "beleg.pdf" in client.get(path).content.decode()
    answers = [b"".join(client.get(f"{path}beleg.pdf")) for _twice in range(2)]
    assert answers[0] == answers[1]
    issued = IssuedDocument.objects.get(sha256=hashlib.sha256(answers[0]).hexdigest())
    assert issued.kind == "receipt"
