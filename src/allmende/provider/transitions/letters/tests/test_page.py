"""An institution's page by a link, without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.events.queries import timeline
from allmende.provider.offers.models import Alternative
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.letters.actions import revoke_links
from allmende.provider.transitions.letters.models import Letter, PageLink
from allmende.provider.transitions.models import Effect, Step
from allmende.provider.transitions.tests.factories import make_hosting_programme

from .factories import make_link


@pytest.fixture
def school(tenant):
    programme, schools = make_hosting_programme(schools=2)
    school = schools[0]
    school.programme = programme
    school.link, school.token = make_link(programme, school, contact=school.roles.get().contact)
    school.page = f"/u/{school.token}/"
    return school


def step(school, **fields):
    return Step.objects.filter(institution=school, **fields).exclude(owner="provider").first()


def test_b03_the_page_needs_no_account_and_can_be_printed(client, school):
    answer = client.get(school.page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Das Hosting von Webauftritten endet." in text
    assert "nicht vor dem 1. Juli 2029" in text
    assert f"{school.page}leitung.pdf" in text


def test_b50_one_checklist_with_its_progress(client, school):
    one = step(school)
    assert (
        client.post(school.page, {"_do": "tick", "step": one.pk, "note": "Vertrag liegt bei"}).status_code
        == 302
    )
    one.refresh_from_db()
    assert (bool(one.done_at), one.note) == (True, "Vertrag liegt bei")
    assert "1 von " in client.get(school.page).content.decode()
    assert timeline(school.stream).last().actor == f"customer:{school.link.contact_id}"
    client.post(school.page, {"_do": "untick", "step": one.pk})
    one.refresh_from_db()
    assert one.done_at is None


def test_a_proof_is_kept_and_opened_by_the_link_alone(client, school):
    one = step(school)
    client.post(
        school.page,
        {"_do": "tick", "step": one.pk, "proof": SimpleUploadedFile("vertrag.txt", b"Der Vertrag")},
    )
    other = Effect.objects.exclude(institution=school).first().institution
    _link, token = make_link(school.programme, other)
    one.refresh_from_db()
    assert one.proof is not None
    assert client.get(f"{school.page}nachweis/{one.pk}/").status_code == 200
    assert client.get(f"/u/{token}/nachweis/{one.pk}/").status_code == 404


@pytest.mark.parametrize("what", ["guessed", "short", "expired", "revoked", "closed", "draft"])
def test_what_opens_nothing_looks_the_same(client, school, what):
    token = school.token
    if what == "guessed":
        token = "A" * 22
    elif what == "short":
        token = "x"
    elif what == "expired":
        PageLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif what == "revoked":
        revoke_links(links=[school.link], by=None)
    elif what == "closed":
        offers.actions.close_institution(institution=school, on=timezone.localdate(), by=offers.SYSTEM)
    else:
        type(school.programme).objects.update(state="draft")
    answers = [
        client.get(f"/u/{token}/{path}") for path in ("", "leitung/", "leitung.pdf", "nachfolge/webhosting/")
    ]
    assert {answer.status_code for answer in answers} == {404}
    text = answers[0].content.decode()
    assert (
        len(
            {
                re.sub(r'(csrfmiddlewaretoken|next)" value="[^"]*', "", answer.content.decode())
                for answer in answers
            }
        )
        == 1
    )
    assert school.name not in text
    assert school.programme.title not in text


def test_guessing_ends_soon(client, tenant):
    codes = [client.get(f"/u/{'B' * 21}{n % 10}/").status_code for n in range(32)]
    assert codes[0] == 404
    assert codes[-1] == 429


@pytest.mark.parametrize("path", ["", "leitung/"])
def test_nothing_of_it_is_kept_found_or_told(client, school, path):
    headers = client.get(school.page + path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_link_does_nothing_for_others(client, school):
    foreign = Step.objects.exclude(institution=school).first()
    assert client.post(school.page, {"_do": "tick", "step": foreign.pk}).status_code == 404
    assert Step.objects.get(pk=foreign.pk).done_at is None
    ours = Step.objects.filter(institution=school, owner="provider").first()
    if ours is not None:
        assert client.post(school.page, {"_do": "tick", "step": ours.pk}).status_code == 404


def test_opening_is_noted_with_the_letter(client, school):
    client.get(school.page)
    assert PageLink.objects.get(pk=school.link.pk).last_opened_at is not None
    assert not Letter.objects.filter(opened_at__isnull=False).exists()


def test_a_successor_is_chosen_from_the_neutral_list(client, school):
    address = f"{school.page}nachfolge/webhosting/"
    text = client.get(address).content.decode()
    assert text.index("Webpaket A") < text.index("Webpaket B")
    chosen = Alternative.objects.get(name="Webpaket B")
    assert client.post(address, {"alternative": chosen.pk}).status_code == 302
    effect = Effect.objects.get(institution=school, measure__key="webhosting")
    assert (effect.alternative, bool(effect.chosen_at)) == (chosen, True)
    client.post(address, {"_do": "none"})
    effect.refresh_from_db()
    assert effect.alternative is None


def test_where_recommending_is_barred_the_order_differs_between_institutions(client, school):
    type(school.programme).objects.update(no_recommendation=True)
    orders = set()
    # The order follows from the keys, which are drawn: one of so many differs from the first but once in 10¹².
    for _place in range(40):
        if len(orders) == 2:
            break
        institution = offers.make_institution()
        Effect.objects.get_or_create(
            measure=Effect.objects.filter(measure__key="webhosting").first().measure, institution=institution
        )
        _link, token = make_link(school.programme, institution)
        text = client.get(f"/u/{token}/nachfolge/webhosting/").content.decode()
        orders.add(text.index("Webpaket A") < text.index("Webpaket B"))
    assert orders == {True, False}


@pytest.mark.parametrize("alternative", ["x", "00000000-0000-4000-8000-000000000000", ""])
def test_what_is_no_successor_is_refused_with_a_sentence(client, school, alternative):
    answer = client.post(f"{school.page}nachfolge/webhosting/", {"alternative": alternative})
    assert answer.status_code == 422


def test_b43_the_head_gets_a_link_of_her_own_and_a_page_with_all_she_needs(client, school):
    head = offers.make_contact(school, role="head", name="Dr. Haupt", email="haupt@schule.example")
    school.roles.exclude(contact=head).delete()
    assert client.post(school.page, {"_do": "forward"}).status_code == 302
    mail = OutgoingEmail.objects.get(kind="programme_forwarded")
    path = re.search(r"https?://[^/]+(/u/\S+)", mail.body)[1]
    assert (mail.to, path.endswith("/leitung/")) == ("haupt@schule.example", True)
    text = client.get(path).content.decode()
    for words in ("Kosten im Jahr", "Land", "420,00", "Stunden", "Welchen Nachfolger"):
        assert words in text
    assert timeline(school.stream).last().type == "letters.page_forwarded"
    revoke_links(links=[school.link], by=None)
    assert client.get(path).status_code == 200


def test_without_a_known_head_an_address_is_needed(client, school):
    school.roles.all().delete()
    assert client.post(school.page, {"_do": "forward", "email": "kaputt"}).status_code == 422
    assert client.post(school.page, {"_do": "forward", "email": "leitung@schule.example"}).status_code == 302
    assert PageLink.objects.get(forwarded_from=school.link).forwarded_to == "leitung@schule.example"


@pytest.mark.parametrize("measures", [0, 12])
def test_b43_the_case_is_one_sheet_of_paper_however_much_there_is_to_say(client, school, measures):
    from allmende.provider.transitions.actions import fix_effects
    from allmende.provider.transitions.models import Measure
    from allmende.provider.transitions.tests.factories import make_measure

    first = Measure.objects.get(key="webhosting")
    variant = first.offer.variants.first()
    for place in range(measures):
        make_measure(
            school.programme,
            f"weitere-{place}",
            variant,
            title=f"Dienst {place}",
            what_to_do="Bitte tun Sie dies. " * 15,
        )
    fix_effects(programme=school.programme, by=None)
    content = client.get(f"{school.page}leitung.pdf").content
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1


def test_a_body_sees_how_far_its_schools_are(client, tenant):
    body = offers.make_body("Schulverband Nord", schools=0)
    programme, schools = make_hosting_programme(schools=2, body=body)
    _link, token = make_link(programme, body)
    text = client.get(f"/u/{token}/").content.decode()
    assert all(school.name in text for school in schools)
    assert "leitung.pdf" in text
    assert client.get(f"/u/{token}/leitung.pdf").status_code == 200


@pytest.mark.parametrize("question", ["Was wird aus unserem Wiki?", "", "x" * 5001])
def test_who_cannot_ask_reads_why(client, school, question):
    """No procedure for questions is set up here, so asking is refused in the end."""
    answer = client.post(school.page, {"_do": "ask", "question": question, "once": "a"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("Bitte schreiben Sie Ihre Frage." if not question else "noch nicht eingerichtet") in text


# ── with an account ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_portal_has_letters_and_checklist(client, school):
    from .factories import announced

    _notice, schools = announced(schools=1)
    client.force_login(offers.make_contact_user(schools[0]))
    page = f"/einrichtung/{schools[0].pk}/"
    text = client.get(page).content.decode()
    one = step(schools[0])
    letter = Letter.objects.get(links__institution=schools[0])
    assert f"{page}brief/{letter.pk}/" in text
    assert f'href="/umstellungen/{letter.notice.programme.key}/"' in text
    assert client.get(f"{page}brief/{letter.pk}/").status_code == 200
    assert client.post(f"{page}aufgabe/", {"step": one.pk}).status_code == 302
    one.refresh_from_db()
    assert one.done_at is not None
    assert client.get(f"/einrichtung/{school.pk}/brief/{letter.pk}/").status_code == 404
    assert client.post(f"/einrichtung/{school.pk}/aufgabe/", {"step": step(school).pk}).status_code == 404


def test_another_body_sees_nothing_of_it(client, school):
    from .factories import announced

    _notice, schools = announced(schools=1, body=offers.make_body("Schulverband Nord", schools=0))
    other = offers.make_body("Schulverband Süd", schools=1)
    page, letter = f"/einrichtung/{schools[0].pk}/", Letter.objects.get(links__institution=schools[0])
    client.force_login(offers.make_contact_user(other, role="body"))
    assert client.get(page).status_code == 404
    assert client.get(f"{page}brief/{letter.pk}/").status_code == 404
    one = step(schools[0])
    assert client.post(f"{page}aufgabe/", {"step": one.pk}).status_code == 404
    own = client.get(f"/einrichtung/{other.pk}/").content.decode()
    assert str(letter.pk) not in own
    assert 'id="checklist"' not in own
    one.refresh_from_db()
    assert one.done_at is None


def test_wishes_for_windows_are_said_on_the_page(client, school):
    text = client.get(school.page).content.decode()
    assert 'value="part:fenster"' in text
    effect = Effect.objects.get(institution=school, measure__key="webhosting")
    answer = client.post(school.page, {"_do": "part:fenster", "effect": effect.pk}, follow=True)
    assert answer.status_code in (200, 422)
