"""Announcing is one action of two people; each contact gets one letter, once."""

from __future__ import annotations

import pytest

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.events.queries import timeline
from allmende.foundation.tenants.context import current_tenant_id
from allmende.provider.offers.actions import close_institution
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.actions import change_programme, save_measure
from allmende.provider.transitions.errors import NotAllowedError
from allmende.provider.transitions.letters import actions, announcing
from allmende.provider.transitions.letters.errors import NoticeError
from allmende.provider.transitions.letters.models import Letter, Notice, PageLink
from allmende.provider.transitions.tests.factories import make_hosting_programme

from .factories import announced, prepared, run

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def jobs_wait(settings):
    """Jobs lie in the queue until the test does them."""
    settings.TASKS = {"default": {"BACKEND": "allmende.foundation.jobs.backend.QueueBackend"}}


def test_b01_contacts_of_affected_institutions_get_a_letter_and_no_others():
    offers.make_contact(offers.make_institution("Nicht betroffen"))
    notice, schools = announced(schools=3)
    assert Letter.objects.count() == notice.letters_count == 3
    assert {letter.institutions[0] for letter in Letter.objects.all()} == {str(one.pk) for one in schools}
    assert (notice.state, notice.revision.number) == ("done", 1)
    assert OutgoingEmail.objects.count() == PageLink.objects.count() == 3
    assert timeline(notice.stream).last().type == "letters.notice_sent"


def test_whoever_prepared_it_cannot_release_it():
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    first, second = offers.make_provider(), offers.make_provider()
    notice = actions.prepare_notice(programme=programme, by=first)
    with pytest.raises(NoticeError, match="andere Person"):
        actions.release_notice(notice=notice, by=first)
    assert actions.release_notice(notice=notice, by=second).state == "running"


@pytest.mark.parametrize("change", ["text", "measure"])
def test_what_was_changed_since_is_not_released(change):
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    notice, second = prepared(programme)
    if change == "text":
        change_programme(programme=programme, version=programme.version, reason="Doch anders.", by=None)
    else:
        save_measure(programme=programme, key="webhosting", what_to_do="Nichts.", by=None)
    with pytest.raises(NoticeError, match="seit der Vorbereitung"):
        actions.release_notice(notice=notice, by=second)


def test_only_staff_announces():
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    with pytest.raises(NotAllowedError):
        actions.prepare_notice(programme=programme, by=offers.make_contact_user())


def test_the_same_is_announced_once():
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    prepared(programme)
    with pytest.raises(NoticeError, match="schon angekündigt"):
        prepared(programme)


def test_a_contact_of_two_schools_gets_one_letter_with_both():
    programme, schools = make_hosting_programme(announced=False, schools=2)
    both = offers.make_contact(*schools, name="Rita Beide")
    notice, second = prepared(programme, roles=["it"])
    run(actions.release_notice(notice=notice, by=second))
    letter = Letter.objects.get(contact=both)
    assert sorted(letter.institutions) == sorted(str(one.pk) for one in schools)
    assert all(one.name in letter.email.body for one in schools)
    assert letter.links.count() == 2
    assert Letter.objects.count() == 1


def test_a_body_gets_one_letter_for_its_schools_and_one_link():
    body = offers.make_body(schools=0)
    head = offers.make_contact(body, role="body")
    _notice, schools = announced(schools=2, body=body)
    letter = Letter.objects.get(contact=head)
    assert len(letter.institutions) == len(schools)
    assert [link.institution for link in letter.links.all()] == [body]


def test_without_anybody_to_reach_it_goes_by_post_to_the_institution():
    programme, schools = make_hosting_programme(announced=False, schools=1)
    for role in schools[0].roles.all():
        offers.actions.erase_contact(contact=role.contact, by=offers.SYSTEM)
    notice, second = prepared(programme)
    run(actions.release_notice(notice=notice, by=second))
    letter = Letter.objects.get()
    assert (letter.way, letter.contact, letter.email, bool(letter.pdf)) == ("post", None, None, True)


def test_paused_it_stands_still_and_resumed_it_goes_on(jobs_wait):
    programme, _schools = make_hosting_programme(announced=False, schools=3)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)
    actions.pause_notice(notice=notice, by=second)
    assert run(notice).state == "paused"
    assert Letter.objects.count() == 0
    actions.resume_notice(notice=notice, by=second)
    assert run(notice).state == "done"
    assert Letter.objects.filter(state="sent").count() == 3


def test_written_again_and_again_nothing_goes_out_twice():
    notice, _schools = announced(schools=2)
    for _again in range(2):
        run(notice)
        announcing.go_on()
    assert OutgoingEmail.objects.count() == Letter.objects.count() == 2


def test_a_record_that_was_changed_and_not_published_stops_the_letters(jobs_wait):
    programme, _schools = make_hosting_programme(announced=False, schools=2)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)
    save_measure(programme=programme, key="webhosting", what_to_do="Noch nicht veröffentlicht.", by=None)
    assert run(notice).state == "paused"
    assert not OutgoingEmail.objects.exists()


def test_a_school_that_closes_in_the_middle_gets_none(jobs_wait):
    programme, schools = make_hosting_programme(announced=False, schools=2)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)
    announcing.begin.func(tenant_id=str(current_tenant_id()), notice_id=str(notice.pk))
    close_institution(institution=schools[0], on=notice.prepared_at.date(), by=offers.SYSTEM)
    run(notice)
    states = {letter.institutions[0]: letter.state for letter in Letter.objects.all()}
    assert states == {str(schools[0].pk): "void", str(schools[1].pk): "sent"}


def test_two_workers_never_take_the_same_letter(jobs_wait):
    programme, _schools = make_hosting_programme(announced=False, schools=3)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)
    announcing.begin.func(tenant_id=str(current_tenant_id()), notice_id=str(notice.pk))
    first, other = announcing.claim(str(notice.pk)), announcing.claim(str(notice.pk))
    assert (len(first), other) == (3, [])
    announcing.write(str(notice.pk), first)
    announcing.write(str(notice.pk), first)  # a claim that ended while the first worker still wrote
    assert OutgoingEmail.objects.count() == 3
    assert Notice.objects.get().letters_count == 3
