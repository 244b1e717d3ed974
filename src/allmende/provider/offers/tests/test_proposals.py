"""An institution names, corrects and dismisses its contacts: the new mailbox or staff confirms, nobody gains by it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .. import actions, tasks
from ..access import institutions_of
from ..models import Contact, ContactProposal
from .factories import (
    BODY,
    HEAD,
    IT,
    make_body,
    make_contact,
    make_contact_user,
    make_institution,
    make_provider,
)

NEW = {"name": "Nora Neu", "email": "nora@schule.example", "phone": "0711 1", "role": IT}


@pytest.fixture
def school(tenant):
    return make_institution("Mühlenschule")


@pytest.fixture
def teacher(school):
    return make_contact_user(school)


@pytest.fixture
def portal(client, teacher, school):
    client.force_login(teacher)
    client.page = f"/einrichtung/{school.pk}/kontakte/"
    return client


def asked() -> str:
    """The path of the link that went to the new address; empty where none went."""
    mail = OutgoingEmail.objects.filter(kind="provider_contact_proposed").order_by("-created_at").first()
    return re.search(r"https?://[^/]+(/\S+)", mail.body)[1] if mail else ""


def roles_of(email):
    return sorted(Contact.objects.get(email=email).roles.values_list("role", flat=True))


def test_a_colleague_is_named_and_confirms_by_her_mailbox(portal, school):
    answer = portal.post(portal.page, NEW, follow=True).content.decode()
    assert "Nora Neu" in answer
    assert not Contact.objects.filter(email=NEW["email"]).exists()
    nobody = Client(headers={"host": "musterstadt.localhost"})
    assert "Mühlenschule" in nobody.get(asked()).content.decode()
    nobody.post(asked(), {"answer": "yes"})
    assert roles_of(NEW["email"]) == ["it"]
    assert not ContactProposal.objects.exists()
    assert nobody.get(asked()).status_code == 404


def test_who_says_no_is_forgotten(portal, client):
    portal.post(portal.page, NEW)
    client.post(asked(), {"answer": "no"})
    assert not ContactProposal.objects.exists()
    assert not Contact.objects.filter(email=NEW["email"]).exists()


@pytest.mark.parametrize("role", [HEAD, ""])
def test_nobody_becomes_head_by_a_colleagues_word(portal, school, role):
    """Head and body agree to orders, so that only they may pass it on; else staff look at it."""
    head = make_contact(school, role=HEAD)
    portal.post(portal.page, {**NEW, "role": role, "replaces": "" if role else str(head.pk)})
    proposal = ContactProposal.objects.get()
    assert (proposal.token_hash, asked()) == ("", "")
    actions.answer_proposal(proposal=proposal, confirmed=True, by=make_provider())
    assert roles_of(NEW["email"]) == ["head"]


def test_a_head_passes_the_task_on_by_the_new_mailbox(client, school):
    client.force_login(make_contact_user(school, role=HEAD, name="Rita"))
    old = Contact.objects.get(name="Rita")
    client.post(f"/einrichtung/{school.pk}/kontakte/", {**NEW, "role": "", "replaces": str(old.pk)})
    client.post(asked(), {"answer": "yes"})
    assert roles_of(NEW["email"]) == ["head"]
    assert not old.roles.exists()


def test_who_lost_the_task_meanwhile_vouches_for_nobody(portal, client, teacher, school):
    portal.post(portal.page, NEW)
    for role in Contact.objects.get(user=teacher).roles.all():
        actions.end_role(role=role, by=SYSTEM)
    assert client.get(asked()).status_code == 404


def test_a_bodys_contact_names_at_its_schools_only_with_staff(client):
    body = make_body(schools=1)
    client.force_login(make_contact_user(body, role=BODY))
    client.post(f"/einrichtung/{body.schools.get().pk}/kontakte/", NEW)
    assert ContactProposal.objects.get().token_hash == ""


def test_nobody_stands_for_a_body_at_a_school(portal):
    assert portal.post(portal.page, {**NEW, "role": BODY}).status_code == 422
    assert not ContactProposal.objects.exists()


def test_own_name_and_phone_hold_at_once_a_new_address_when_it_is_proven(portal, client, teacher):
    mine = Contact.objects.get(user=teacher)
    page = f"{portal.page}{mine.pk}/"
    portal.post(page, {"name": "Toni Anders", "email": mine.email, "phone": "1"})
    mine.refresh_from_db()
    assert (mine.name, mine.phone) == ("Toni Anders", "1")
    portal.post(page, {"name": "Toni Anders", "email": "toni@neu.example", "phone": "1"})
    mine.refresh_from_db()
    assert mine.email != "toni@neu.example"
    client.post(asked(), {"answer": "yes"})
    mine.refresh_from_db()
    assert mine.email == "toni@neu.example"


def test_who_stands_for_other_schools_too_is_corrected_by_staff_only(portal, school):
    shared = make_contact(school, make_institution())
    portal.post(f"{portal.page}{shared.pk}/", {"name": "X", "email": "x@x.example", "phone": ""})
    assert (ContactProposal.objects.get().token_hash, asked()) == ("", "")


def test_one_leaves_by_ones_own_word_others_by_that_of_staff(portal, school, teacher):
    other = make_contact(school, role=HEAD)
    portal.post(f"{portal.page}{other.pk}/", {"do": "leave"})
    assert other.roles.exists()
    actions.answer_proposal(proposal=ContactProposal.objects.get(), confirmed=True, by=make_provider())
    assert not other.roles.exists()
    portal.post(f"{portal.page}{Contact.objects.get(user=teacher).pk}/", {"do": "leave"})
    assert not institutions_of(teacher).exists()


def test_staff_confirm_or_decline_once(client, teacher, school):
    for email in ("a@a.example", "b@b.example"):
        actions.name_contact(institution=school, by=teacher, name="N", email=email, role=HEAD)
    client.force_login(make_provider())
    desk = "/arbeitsplatz/it/einrichtungen/kontaktmeldungen/"
    assert "Mühlenschule" in client.get(desk).content.decode()
    first, second = ContactProposal.objects.order_by("id")
    for do in (f"confirm:{first.pk}", f"decline:{second.pk}", f"confirm:{second.pk}"):
        client.post(desk, {"do": do})
    assert roles_of("a@a.example") == ["head"]
    assert not Contact.objects.filter(email="b@b.example").exists()
    client.force_login(teacher)
    assert client.get(desk).status_code in (302, 403, 404)


def test_strangers_and_closed_institutions_say_nothing(client, school):
    page = f"/einrichtung/{school.pk}/kontakte/"
    client.force_login(make_contact_user(make_institution()))
    assert {client.get(page).status_code, client.post(page, NEW).status_code} == {404}
    with pytest.raises(PermissionDenied):
        actions.name_contact(
            institution=school, by=make_contact_user(), name="N", email="n@n.example", role=IT
        )
    user = make_contact_user(school)
    actions.close_institution(institution=school, on=timezone.localdate(), by=SYSTEM)
    client.force_login(user)
    assert client.post(page, NEW).status_code == 404


def test_not_without_end(teacher, school):
    for place in range(20):
        actions.name_contact(institution=school, by=teacher, name="N", email=f"n{place}@n.example", role=IT)
    with pytest.raises(ValidationError):
        actions.name_contact(institution=school, by=teacher, name="N", email="n@n.example", role=IT)


def test_nothing_is_kept_of_whom_nobody_confirmed(teacher, school):
    actions.name_contact(institution=school, by=teacher, **{**NEW})
    text = "".join(str(row.data) for row in timeline(school.stream))
    assert NEW["email"] not in text
    ContactProposal.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.forget_contact_proposals()
    assert not ContactProposal.objects.exists()


def test_what_is_said_of_an_erased_contact_goes_with_it(teacher, school):
    head = make_contact(school, role=HEAD)
    actions.correct_contact(
        institution=school, contact=head, by=teacher, name="X", email="x@x.example", phone=""
    )
    actions.erase_contact(contact=head, by=SYSTEM)
    assert not ContactProposal.objects.exists()


def test_guessed_links_are_counted(client, tenant):
    answers = [client.get(f"/einrichtung/kontakt/{'x' * 40}/") for _ in range(32)]
    assert {answer.status_code for answer in answers} == {404}
    assert ["älter als 14 Tage" in answers[at].content.decode() for at in (0, 31)] == [True, False]
