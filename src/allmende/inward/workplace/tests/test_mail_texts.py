"""Staff word e-mails anew."""

from __future__ import annotations

import pytest

from allmende.base.cases.tests.factories import clerk as make_clerk
from allmende.base.messages.models import MailText

from .factories import ROOT

PAGE = f"{ROOT}e-mails/message/de/"
WORDING = {"subject": "Post: {reference}", "body": "Bitte lesen: {link}"}


@pytest.fixture
def designer(client, town):
    client.force_login(make_clerk(role="designer"))
    return client


def test_every_kind_is_listed_and_opens(designer):
    assert PAGE in designer.get(f"{ROOT}e-mails/").content.decode()
    assert "{reference}" in designer.get(PAGE).content.decode()


def test_new_wording_is_kept(designer):
    designer.post(PAGE, {**WORDING, "do": "save"})
    assert MailText.objects.get(key="message", language="de").body == "Bitte lesen: {link}"


def test_the_preview_shows_examples_and_saves_nothing(designer):
    shown = designer.post(PAGE, {**WORDING, "do": "preview"}).context["shown"]
    assert shown[0] == "Post: K7P-4MZ-8QX-2"
    assert not MailText.objects.exists()


def test_back_to_the_built_in_wording(designer):
    designer.post(PAGE, {**WORDING, "do": "save"})
    designer.post(PAGE, {"do": "drop"})
    assert not MailText.objects.exists()


def test_the_built_in_wording_is_not_kept_as_ones_own(designer):
    first = designer.get(PAGE).context["form"].initial
    designer.post(PAGE, {**first, "do": "save"})
    assert not MailText.objects.exists()


@pytest.mark.parametrize("body", ["Guten Tag {nmae} {link}", "Ohne Verweis"])
def test_wrong_wording_is_kept_for_correction(designer, body):
    answer = designer.post(PAGE, {**WORDING, "body": body, "do": "save"})
    assert answer.status_code == 422
    assert answer.context["form"]["body"].value() == body
    assert not MailText.objects.exists()


def test_unknown_kinds_are_not_found(designer):
    assert designer.get(f"{ROOT}e-mails/nonsense/de/").status_code == 404
    assert designer.get(f"{ROOT}e-mails/message/fr/").status_code == 404


def test_clerks_word_nothing(desk):
    assert desk.get(PAGE).status_code == 404
    assert desk.post(PAGE, {**WORDING, "do": "save"}).status_code == 404
