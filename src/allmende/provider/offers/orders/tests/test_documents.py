"""Documents of orders and questions in the portal: receipts and files with messages; nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from allmende.base.cases.actions import send_message
from allmende.foundation.files.actions import store_bytes
from allmende.provider.offers.orders import actions
from allmende.provider.offers.orders.access import case_of
from allmende.provider.offers.tests import factories as offers


@pytest.fixture
def answered(school, teacher, desk):
    """A question whose answer came with a file."""
    question = actions.ask(institution=school, about="", text="Wie geht das?", by=teacher)
    file = store_bytes(content=b"So geht das.", name="anleitung.txt", media_type="text/plain")
    send_message(
        case=case_of(question.subject), body="Siehe Anlage", by=desk, files=[file], at=timezone.now()
    )
    question.file = reverse("orders:file", args=[school.pk, file.pk])
    return question


def test_a_file_with_an_answer_is_in_the_thread_and_among_the_documents(client, school, teacher, answered):
    client.force_login(teacher)
    thread = client.get(reverse("orders:question", args=[school.pk, answered.pk])).content.decode()
    portal = client.get(reverse("offers:portal_institution", args=[school.pk])).content.decode()
    assert answered.file in thread
    assert answered.file in portal[portal.index('id="documents"') :]
    assert client.get(answered.file).status_code == 200


def test_the_receipt_of_an_order_is_a_document(client, school, teacher, variant):
    actions.start_order(institution=school, variant=variant, by=teacher)
    client.force_login(teacher)
    portal = client.get(reverse("offers:portal_institution", args=[school.pk])).content.decode()
    assert "Webhosting – Groß · Mühlenschule" in portal[portal.index('id="documents"') :]


def test_another_school_does_not_get_it(client, school, answered):
    other = offers.make_institution("Fremde Schule")
    client.force_login(offers.make_contact_user(other))
    assert client.get(answered.file).status_code == 404
    assert client.get(answered.file.replace(str(school.pk), str(other.pk))).status_code == 404
