"""Stopping and going on: link and code, account, and the end of a draft's time."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.events.models import Event
from allmende.foundation.files.models import StoredFile

from ..models import Draft
from ..tasks import delete_expired_drafts
from .factories import OWNER, make_citizen


@pytest.fixture
def link(browser):
    """(address, code) of a draft with one page filled in."""
    browser.post("owner", OWNER)
    page = browser.client.post(f"{browser.base}/spaeter-weitermachen/", {"email": "kim@example.org"})
    code = re.search(r'class="ap-code">([^<]+)<', page.content.decode())[1]
    return re.search(r"/entwurf/\S+", OutgoingEmail.objects.get().body)[0], code


@pytest.fixture
def desk(tenant):
    """Another browser of the same person."""
    return Client(headers={"host": "musterstadt.localhost"})


def test_link_and_code_open_the_draft_where_it_was_left(desk, link):
    response = desk.post(link[0], {"code": link[1].lower()}, follow=True)
    assert response.request["PATH_INFO"].endswith("/dogs/")


def test_the_mail_holds_no_code(link):
    mail = OutgoingEmail.objects.get()
    assert link[1] not in mail.body + mail.subject
    assert mail.to == "kim@example.org"


def test_the_code_is_kept_as_a_hash_only(link):
    draft = Draft.objects.get()
    assert link[1].replace("-", "") not in draft.code_hash + draft.content


def test_a_wrong_code_opens_nothing(desk, link):
    response = desk.post(link[0], {"code": "AAAA-AAAA"})
    assert response.status_code == 422
    assert "allmende_drafts" not in response.cookies


def test_guessing_is_limited(desk, link):
    for _ in range(5):
        desk.post(link[0], {"code": "AAAA-AAAA"})
    assert desk.post(link[0], {"code": link[1]}).status_code == 429


def test_too_many_wrong_codes_make_the_code_void(desk, link):
    Draft.objects.update(attempts=10)
    assert desk.post(link[0], {"code": link[1]}).status_code == 404


def test_a_forged_link_opens_nothing(desk, draft):
    assert desk.get(f"/entwurf/{draft.pk.hex}:forged/").status_code == 404
    assert desk.post(f"/entwurf/{draft.pk.hex}:forged/", {"code": "AAAA-AAAA"}).status_code == 404


def test_a_new_code_makes_the_old_one_void(browser, desk, link):
    browser.client.post(f"{browser.base}/spaeter-weitermachen/", {"email": "kim@example.org"})
    assert desk.post(link[0], {"code": link[1]}).status_code == 422


def test_mails_to_one_address_are_limited(browser):
    for _ in range(5):
        response = browser.client.post(f"{browser.base}/spaeter-weitermachen/", {"email": "kim@example.org"})
    assert response.status_code == 429
    assert OutgoingEmail.objects.count() == 3


def test_what_is_no_address_is_told(browser):
    response = browser.client.post(f"{browser.base}/spaeter-weitermachen/", {"email": "kim"})
    assert response.status_code == 422
    assert 'value="kim"' in response.content.decode()
    assert not OutgoingEmail.objects.exists()


def test_the_account_takes_a_draft(browser):
    user = make_citizen()
    browser.client.force_login(user)
    browser.client.post(f"{browser.base}/spaeter-weitermachen/", {"_do": "account"})
    browser.client.cookies.pop("allmende_drafts")
    assert browser.get("owner").status_code == 200
    assert browser.draft.version.procedure.name in browser.client.get("/meine-antraege/").content.decode()


def test_a_draft_of_an_account_is_for_nobody_else(browser):
    Draft.objects.update(user=make_citizen())
    assert browser.get("owner").status_code == 404
    browser.client.force_login(make_citizen("other@example.org"))
    assert browser.get("owner").status_code == 404


def test_the_start_page_offers_the_draft(browser):
    text = browser.client.get(f"/antrag/{browser.draft.version.procedure.key}/").content.decode()
    assert f"{browser.base}/" in text
    assert "Entwurf vom" in text


def test_a_draft_ends_some_days_after_the_last_activity(browser):
    Draft.objects.update(last_activity=timezone.now() - timedelta(days=29), expires_at=timezone.now())
    browser.get("owner")
    delete_expired_drafts()
    assert Draft.objects.exists()
    assert Draft.objects.get().expires_at > timezone.now() + timedelta(days=29)


def test_the_day_that_is_named_is_the_last_on_which_the_draft_is_there(browser):
    browser.post("owner", OWNER)
    draft = Draft.objects.get()
    kept = timedelta(days=draft.version.draft_retention_days)
    assert timezone.localdate(draft.expires_at) == timezone.localdate(draft.last_activity) + kept


def test_an_expired_draft_goes_with_its_files(browser):
    StoredFile.objects.create(
        sha256="0" * 64, size=1, media_type="text/plain", name="a", owner=browser.draft.subject
    )
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    delete_expired_drafts()
    assert not Draft.objects.exists()
    assert StoredFile.objects.get().owner == ""
    assert browser.get("owner").status_code == 404


def test_the_link_to_an_expired_draft_says_so(desk, link):
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    delete_expired_drafts()
    response = desk.get(link[0])
    assert response.status_code == 404
    assert "Entwurf" in response.content.decode()


def test_deleting_leaves_no_personal_data_in_the_log(browser):
    browser.post("owner", OWNER)
    response = browser.client.post(f"{browser.base}/entwurf-loeschen/")
    assert response.status_code == 302
    assert not Draft.objects.exists()
    events = str(list(Event.objects.filter(stream=browser.draft.subject).values()))
    assert "Muster" not in events
    assert "kim@" not in events


def test_what_the_thank_you_page_showed_is_forgotten_after_a_day(browser):
    browser.fill_in()
    browser.send()
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    delete_expired_drafts()
    assert not Draft.objects.exists()
