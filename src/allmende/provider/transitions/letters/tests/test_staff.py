"""The coordinators' pages: preview, release by a second person, who was not reached."""

from __future__ import annotations

import pytest
from django.urls import reverse

from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.letters.models import Letter, Notice, PageLink
from allmende.provider.transitions.tests.factories import make_hosting_programme

from .factories import announced, prepared


@pytest.fixture
def desk(client, tenant):
    client.user = offers.make_provider(name="Kai Dritt")
    client.force_login(client.user)
    return client


def at(name, *args):
    return reverse(f"letters:{name}", args=args)


def test_prepared_by_one_released_by_another(desk):
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    page = at("notices", programme.pk)
    assert desk.post(page, {"roles": ["head"], "remind_after": 7}).status_code == 302
    notice = Notice.objects.get()
    assert (notice.prepared_by, notice.roles, notice.remind_after) == (desk.user, ["head"], 7)
    act = at("act", programme.pk, notice.pk)
    desk.post(act, {"_do": "release"})
    notice.refresh_from_db()
    assert notice.state == "waiting"
    assert "eine andere Person freigeben" in desk.get(at("notice", programme.pk, notice.pk)).content.decode()
    desk.force_login(offers.make_provider())
    desk.post(act, {"_do": "release"})
    notice.refresh_from_db()
    assert (notice.state, Letter.objects.count()) == ("done", 1)


@pytest.mark.parametrize(
    "data", [{"roles": ["head"], "remind_after": "x"}, {"remind_after": 7}, {"roles": ["boss"]}]
)
def test_what_cannot_be_prepared_comes_back_with_a_sentence(desk, data):
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    assert desk.post(at("notices", programme.pk), data).status_code == 422
    assert not Notice.objects.exists()


@pytest.mark.parametrize("is_announced", [False, True])
def test_the_letter_of_any_recipient_is_shown_before_anybody_is_told(desk, is_announced):
    programme, schools = make_hosting_programme(announced=is_announced, schools=2)
    assert schools[1].name in desk.get(at("previews", programme.pk), {"q": schools[1].name}).content.decode()
    text = desk.get(at("preview", programme.pk, schools[0].pk)).content.decode()
    assert "Davon sind Sie wie folgt betroffen" in text
    assert "in 5 monatlichen Zeitfenstern" in text
    pdf = desk.get(at("preview_pdf", programme.pk, schools[0].pk))
    assert pdf.content.startswith(b"%PDF")
    assert not PageLink.objects.exists()


def test_the_lists_show_whom_it_did_not_reach(desk):
    notice, _schools = announced(schools=3)
    letters = list(Letter.objects.order_by("id"))
    Letter.objects.filter(pk=letters[0].pk).update(bounced_at=notice.finished_at)
    Letter.objects.filter(pk=letters[1].pk).update(opened_at=notice.finished_at)
    page = at("notice", notice.programme_id, notice.pk)
    for limit, expected in (("bounced", 0), ("opened", 1), ("unopened", 2)):
        text = desk.get(page, {"nur": limit}).content.decode()
        assert [letter.contact.email in text for letter in letters].count(True) == 1
        assert letters[expected].contact.email in text
    assert desk.get(page, {"nur": "unsinn"}).status_code == 404


def test_a_letter_is_opened_and_sent_once_more(desk):
    notice, _schools = announced(schools=1)
    letter = Letter.objects.get()
    assert desk.get(at("letter", notice.programme_id, letter.pk)).status_code == 200
    desk.post(at("again", notice.programme_id, letter.pk))
    assert PageLink.objects.count() == 2
    assert Letter.objects.get().state == "sent"


def test_links_are_revoked_one_by_one_or_all(desk):
    notice, schools = announced(schools=1)
    link = PageLink.objects.get()
    desk.post(at("revoke", notice.programme_id, schools[0].pk), {"link": link.pk})
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert desk.post(at("revoke", notice.programme_id, schools[0].pk), {"link": "x"}).status_code == 404


def test_others_see_nothing_of_it(client, tenant):
    notice, schools = announced(schools=1)
    client.force_login(offers.make_contact_user(schools[0]))
    for name, args in (
        ("notices", []), ("notice", [notice.pk]), ("previews", []), ("preview", [schools[0].pk]),
        ("letter", [Letter.objects.get().pk]),
    ):  # fmt: skip
        assert client.get(at(name, notice.programme_id, *args)).status_code in (403, 404)


def test_two_at_once_lose_nothing(desk):
    programme, _schools = make_hosting_programme(announced=False, schools=1)
    notice, second = prepared(programme)
    act = at("act", programme.pk, notice.pk)
    desk.post(act, {"_do": "drop"})
    desk.force_login(second)
    answer = desk.post(act, {"_do": "release"}, follow=True)
    assert "Jemand war schneller" in answer.content.decode()
    assert not Letter.objects.exists()
