"""Nobody is left behind: e-mails that come back, people who left, nobody who reacts, dates that move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from allmende.base.messages.models import OutgoingEmail
from allmende.base.messages.outbox import give_up
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.actions import place, publish_revision, set_date
from allmende.provider.transitions.letters import actions, announcing
from allmende.provider.transitions.letters.models import Letter, Notice, PageLink
from allmende.provider.transitions.letters.tasks import forget_letters, forget_links
from allmende.provider.transitions.models import Effect, Measure, MeasureDate, Window

from .factories import announced, make_link, run, two_people

pytestmark = pytest.mark.usefixtures("tenant")
HEAD, IT = offers.HEAD, offers.IT


def later(days=20):
    """As if all letters had been sent so many days ago."""
    Letter.objects.update(sent_at=timezone.now() - timedelta(days=days))


def send(notice):
    announcing.write_letters.func(tenant_id=str(notice.tenant_id), notice_id=str(notice.pk))


def to_whom(institution):
    """The letters about an institution, in order."""
    return [one for one in Letter.objects.order_by("id") if str(institution.pk) in one.institutions]


def test_who_does_not_react_is_followed_by_the_deputy_then_the_next_role():
    notice, schools = announced(schools=1)
    deputy = offers.make_contact(schools[0], role=HEAD, is_deputy=True)
    secretary = offers.make_contact(schools[0], role="secretary")
    for expected in (deputy, secretary):
        later()
        assert actions.remind(notice=notice) == 1
        assert to_whom(schools[0])[-1].contact == expected
    later()
    assert actions.remind(notice=notice) == 0
    assert "bisher niemand reagiert hat" in to_whom(schools[0])[-1].email.body


@pytest.mark.parametrize("days", [3, 20])
def test_who_reacted_or_has_time_left_is_left_alone(client, days):
    notice, schools = announced(schools=1)
    offers.make_contact(schools[0], role=HEAD, is_deputy=True)
    later(days)
    if days > notice.remind_after:
        _link, token = make_link(notice.programme, schools[0])
        client.get(f"/u/{token}/")
    assert actions.remind(notice=notice) == 0


def test_an_email_that_came_back_goes_to_the_next_contact():
    _notice, schools = announced(schools=1)
    other = offers.make_contact(schools[0], role=IT)
    letter = Letter.objects.get()
    give_up(letter.email, "5.1.1")
    first, second = to_whom(schools[0])
    first.contact.refresh_from_db()
    assert (bool(first.bounced_at), bool(first.contact.bounced_at)) == (True, True)
    assert (second.contact, second.state, second.reminder_of) == (other, "sent", first)


def test_with_nobody_left_the_institution_gets_a_letter_on_paper():
    _notice, schools = announced(schools=1)
    give_up(Letter.objects.get().email, "5.1.1")
    letter = to_whom(schools[0])[-1]
    assert (letter.way, letter.contact, letter.state, bool(letter.pdf)) == ("post", None, "sent", True)


def test_who_takes_over_gets_a_letter_and_the_old_links_open_nothing():
    _notice, schools = announced(schools=1)
    old = Letter.objects.get().contact
    new = offers.make_contact(name="Neu Hier")
    offers.actions.replace_contact(contact=old, successor=new, by=offers.SYSTEM)
    assert [letter.contact for letter in to_whom(schools[0])] == [old, new]
    assert PageLink.objects.get(contact=old).revoked_at is not None
    assert PageLink.objects.get(contact=new).revoked_at is None


def test_of_an_erased_contact_nothing_is_left_and_the_next_one_is_written_to():
    _notice, schools = announced(schools=1)
    other = offers.make_contact(schools[0], role=IT)
    letter = Letter.objects.get()
    erased, address = letter.contact, letter.contact.email
    offers.actions.erase_contact(contact=erased, by=offers.SYSTEM)
    letter.refresh_from_db()
    assert (letter.pdf, letter.email) == (None, None)
    assert not OutgoingEmail.objects.filter(to=address).exists()
    assert PageLink.objects.get(contact=erased).revoked_at is not None
    assert to_whom(schools[0])[-1].contact == other


def test_who_was_erased_while_letters_are_written_gets_none():
    notice, _schools = announced(schools=1)
    letter = Letter.objects.get()
    Letter.objects.update(state="waiting")
    letter.contact.roles.all().delete()
    send(notice)
    letter.refresh_from_db()
    assert letter.state == "void"


def test_a_school_that_joins_another_keeps_its_page(client):
    notice, schools = announced(schools=2)
    _link, token = make_link(notice.programme, schools[0])
    offers.actions.merge_institutions(
        source=schools[0], target=schools[1], on=timezone.localdate(), by=offers.SYSTEM
    )
    answer = client.get(f"/u/{token}/")
    assert answer.status_code == 200
    assert schools[1].name in answer.content.decode()


# ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def hosting_in(school, window):
    """The end of web hosting at a school is in this window."""
    effect = Effect.objects.get(institution=school, measure__key="webhosting")
    place(effect=effect, window=window, how="hand", by=None)


def moved(notice, schools):
    """Windows are known to all; then that of the first school moves."""
    windows = list(Window.objects.order_by("starts_on"))
    for school in schools:
        hosting_in(school, windows[0])
    publish_revision(programme=notice.programme, summary="Fenster stehen fest.", by=None)
    Notice.objects.filter(state="waiting").update(state="dropped")
    hosting_in(schools[0], windows[2])
    first, second = two_people()
    publish_revision(programme=notice.programme, summary="Prüfungen im Oktober.", by=first)
    return Notice.objects.get(state="waiting"), second


def test_a_change_is_told_to_exactly_those_whom_it_touches_and_shows_what_is_different():
    notice, schools = announced(schools=2)
    change, second = moved(notice, schools)
    run(actions.release_notice(notice=change, by=second))
    (letter,) = Letter.objects.filter(notice=change)
    assert letter.institutions == [str(schools[0].pk)]
    assert letter.email.subject.startswith("Änderung: ")
    body = letter.email.body
    for words in (
        "Prüfungen im Oktober.",
        "Bisher: im Zeitfenster vom 1. Oktober 2027",
        "Künftig: im Zeitfenster vom 1. Dezember",
    ):
        assert words in body


def test_a_change_waits_for_a_second_person():
    notice, schools = announced(schools=2)
    change, _second = moved(notice, schools)
    with pytest.raises(ValueError, match="andere Person"):
        actions.release_notice(notice=change, by=change.prepared_by)
    assert not Letter.objects.filter(notice=change).exists()


def test_a_moved_date_stands_on_the_page_as_before_and_after(client):
    notice, schools = announced(schools=1)
    moves = Measure.objects.get(key="moodle")
    old = MeasureDate.objects.get(measure=moves)
    set_date(measure=moves, event="move", kind="not_before", on=date(2030, 7, 1), replaces=old, by=None)
    publish_revision(programme=notice.programme, summary="Die Plattform kommt später.", by=None)
    _link, token = make_link(notice.programme, schools[0])
    text = client.get(f"/u/{token}/").content.decode()
    assert "<del>nicht vor dem 1. Juli 2029" in text
    assert "<ins>nicht vor dem 1. Juli 2030" in text


# ── the end of data ────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_and_links_end():
    _notice, _schools = announced(schools=1)
    later(400)
    PageLink.objects.update(expires_at=timezone.now() - timedelta(days=91))
    forget_letters()
    forget_links()
    assert Letter.objects.get().pdf is None
    assert not PageLink.objects.exists()
    later(1200)
    forget_letters()
    assert not Letter.objects.exists()


def test_b02_the_letter_says_how_one_is_affected_and_what_it_means():
    announced(schools=1)
    body = Letter.objects.get().email.body
    for words in (
        "Sie erhalten diese Nachricht als Kontaktperson",
        "Davon sind Sie wie folgt betroffen",
        "1. Webhosting",
        "Bitte bemühen Sie sich um einen Umzug.",
        "2. Moodle",
        "nicht vor dem 1. Juli 2029",
        "Für Sie besteht kein Handlungsbedarf.",
        "Zusammenfassend bedeutet das für Sie",
        "Rechtsgrundlage",
        "Vergaberecht, Steuerrecht",
        "Mögliche Nachfolger, ohne Rangfolge: Webpaket A, Webpaket B",
    ):
        assert words in body
    assert "spätestens" not in body


def test_letters_are_in_the_language_of_their_reader():
    from allmende.provider.transitions.tests.factories import make_hosting_programme

    from .factories import prepared

    programme, schools = make_hosting_programme(announced=False, schools=1)
    offers.make_contact(schools[0], role=IT, language="en", name="Pat Reader")
    notice, second = prepared(programme)
    run(actions.release_notice(notice=notice, by=second))
    body = Letter.objects.get(contact__language="en").email.body
    assert "This is how you are affected" in body
    assert "not before 1 July 2029" in body or "not before July 1, 2029" in body


def test_invariant_4_statements_do_not_grow_with_the_letters(at_most_queries, settings):
    settings.TASKS = {"default": {"BACKEND": "allmende.foundation.jobs.backend.QueueBackend"}}
    from allmende.provider.transitions.tests.factories import make_hosting_programme

    from .factories import prepared

    programme, _schools = make_hosting_programme(announced=False, schools=15)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)
    with at_most_queries(25):
        announcing.begin.func(tenant_id=str(notice.tenant_id), notice_id=str(notice.pk))
    keys = announcing.claim(str(notice.pk))
    assert len(keys) == 15
    with at_most_queries(45 + 4 * 15):
        announcing.write(str(notice.pk), keys)
