"""What an institution finds in the portal of a programme: what changes, checklist, documents; others nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.provider.offers.documents import documents_of
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.letters.models import Letter, PageLink
from allmende.provider.transitions.models import Effect, MeasureDate, Programme, Step

from .factories import announced


@pytest.fixture
def school(client, tenant):
    """An affected school whose IT contact is logged in; ``programme``, ``page``."""
    notice, schools = announced(schools=1)
    school = schools[0]
    client.force_login(offers.make_contact_user(school))
    school.programme, school.page = notice.programme, f"/einrichtung/{school.pk}/"
    return school


@pytest.fixture
def stranger(client, school):
    """Logged in instead: a contact of another body's school."""
    other = offers.make_body("Schulverband Süd", schools=1)
    client.force_login(offers.make_contact_user(other, role=offers.BODY))
    return client


def ours(school):
    return Step.objects.filter(institution=school).exclude(owner="provider").first()


def tick(client, school, **more):
    return client.post(f"{school.page}aufgabe/", {"step": ours(school).pk, **more}, follow=True)


def test_what_changes_stands_there_with_its_exact_dates(client, school):
    text = client.get(school.page).content.decode()
    assert "Was sich für Sie ändert" in text
    assert "nicht vor dem 1. Juli 2029" in text


def test_a_step_is_ticked_with_note_and_proof_as_on_the_links_page(client, school):
    tick(client, school, note="Vertrag liegt bei", proof=SimpleUploadedFile("vertrag.txt", b"Der Vertrag"))
    one = ours(school)
    assert (one.note, one.proof.name, bool(one.done_at)) == ("Vertrag liegt bei", "vertrag.txt", True)
    text = client.get(school.page).content.decode()
    assert "Vertrag liegt bei" in text
    assert client.get(re.search(r'href="([^"]*/nachweis/[^"]*)"', text)[1]).status_code == 200


def test_a_proof_that_is_refused_ticks_nothing(client, school):
    answer = tick(client, school, proof=SimpleUploadedFile("leer.pdf", b""))
    assert ours(school).done_at is None
    assert "kern-alert--danger" in answer.content.decode()


def test_letters_and_proofs_stand_among_the_documents_newest_first(client, school):
    tick(client, school, proof=SimpleUploadedFile("vertrag.txt", b"Der Vertrag"))
    text = client.get(school.page).content.decode()
    documents = text[text.index('id="documents"') :]
    assert "vertrag.txt" in documents
    assert f"/brief/{Letter.objects.get().pk}/" in documents


def test_other_bodies_contacts_find_no_document(stranger, school):
    one, letter = ours(school), Letter.objects.get()
    addresses = (
        school.page, f"{school.page}nachweis/{one.pk}/", f"{school.page}brief/{letter.pk}/",
        f"{school.page}umstellung/{school.programme.pk}/leitung.pdf",
    )  # fmt: skip
    assert {stranger.get(address).status_code for address in addresses} == {404}
    assert stranger.post(f"{school.page}umstellung/{school.programme.pk}/").status_code == 404
    assert PageLink.objects.filter(letter=None).count() == 0


def test_a_letter_that_is_about_other_schools_too_is_no_document_of_one(tenant, rf):
    _notice, schools = announced(schools=2)
    request = rf.get("/")
    request.user = offers.make_contact_user(schools[0])
    assert len(documents_of(request, schools[0])) == 1
    Letter.objects.update(institutions=[str(one.pk) for one in schools])
    assert documents_of(request, schools[0]) == []


def test_from_the_portal_the_whole_page_opens_for_a_day(client, school):
    answer = client.post(f"{school.page}umstellung/{school.programme.pk}/")
    link = PageLink.objects.get(letter=None)
    assert answer["Location"].startswith("/u/")
    assert client.get(answer["Location"]).status_code == 200
    assert (link.expires_at - link.created_at).days <= 1
    client.post(answer["Location"], {"_do": "forward", "email": "leitung@schule.example"})
    passed_on = PageLink.objects.get(forwarded_from=link)
    assert (passed_on.expires_at - link.expires_at).days > 100


def test_the_head_prints_one_sheet_from_the_portal(client, school):
    answer = client.get(f"{school.page}umstellung/{school.programme.pk}/leitung.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("state", ["draft", "dropped"])
def test_what_is_not_announced_does_not_stand_there(client, school, state):
    Programme.objects.update(state=state)
    text = client.get(school.page).content.decode()
    assert 'id="changes"' not in text
    assert client.get(f"{school.page}umstellung/{school.programme.pk}/leitung.pdf").status_code == 404


def test_staff_see_which_programmes_touch_an_institution(client, school):
    client.force_login(offers.make_provider())
    text = client.get(f"/arbeitsplatz/it/einrichtungen/{school.pk}/").content.decode()
    assert f"/arbeitsplatz/umstellungen/{school.programme.pk}/betroffene/{school.pk}/" in text


def test_an_offers_page_says_what_a_programme_published_about_it(client, school):
    measure = school.programme.measures.get(key="webhosting")
    type(measure).objects.update(title="Noch nicht veröffentlicht")
    text = client.get(f"/it-dienste/{measure.offer.key}/").content.decode()
    assert f"/umstellungen/{school.programme.key}/" in text
    assert "Oktober 2027" in text
    assert "Noch nicht veröffentlicht" not in text


def test_whoever_has_something_that_hangs_on_a_moved_service_is_not_told_to_do_nothing(client, school):
    """The provider moves it, so that no successor is chosen; but what hangs on it must be settled."""
    moved = Effect.objects.get(institution=school, measure__kind="move")
    Effect.objects.filter(pk=moved.pk).update(action_needed=True, breaks=[{"name": "www.schule.example"}])
    type(moved.measure).objects.filter(pk=moved.measure_id).update(action_needed=False)
    answer = client.post(f"{school.page}umstellung/{school.programme.pk}/")
    text = client.get(answer["Location"]).content.decode()
    part = text[text.index(f'id="{moved.measure.key}"') :].partition("</article>")[0]
    assert "Sie müssen etwas tun" in part
    assert "was davon abhängt" in part
    assert "kein Handlungsbedarf" not in part
    assert "nachfolge/" not in part
    assert client.get(f"{answer['Location']}nachfolge/{moved.measure.key}/").status_code == 404


@pytest.mark.parametrize("where", ["link", "head", "portal"])
def test_what_is_only_being_prepared_stands_on_no_page(client, school, where):
    """Staff change the record; before it is published and released, institutions read what they were told."""
    measure = school.programme.measures.get(kind="move")
    MeasureDate.objects.filter(measure=measure).update(on=date(2031, 5, 1))
    type(measure).objects.filter(pk=measure.pk).update(title="Noch geheim")
    Effect.objects.filter(institution=school).update(window=None)
    page = school.page
    if where != "portal":
        page = client.post(f"{school.page}umstellung/{school.programme.pk}/")["Location"]
    text = client.get(page + ("leitung/" if where == "head" else "")).content.decode()
    assert "nicht vor dem 1. Juli 2029" in text
    assert "2031" not in text
    assert "Noch geheim" not in text
