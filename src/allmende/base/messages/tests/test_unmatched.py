"""E-mail that fits no case: filed or deleted by the mail room, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.base.identity.tests.factories import make_staff
from allmende.base.messages import unmatched
from allmende.base.messages.models import Message, UnmatchedEmail
from allmende.base.messages.receiving import receive_email
from allmende.foundation.events.queries import timeline
from allmende.foundation.files.models import StoredFile

from .factories import conversation


@pytest.fixture
def waiting(tenant) -> UnmatchedEmail:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "info@localhost", "Mein Hund"
    message.set_content("Er heißt Bello.")
    message.add_attachment(b"%PDF-1.7\n", maintype="application", subtype="pdf", filename="chip.pdf")
    receive_email(message.as_bytes())
    return UnmatchedEmail.objects.get()


def person(role: str):
    unit = Unit.objects.get_or_create(key="post", defaults={"name": "Poststelle"})[0]
    return make_staff(unit=unit, role=role)


def test_filed_it_is_a_message_of_the_conversation(waiting):
    message = unmatched.file_unmatched(email_id=waiting.pk, conversation=conversation(), by=person("post"))
    assert message.body == "Mein Hund\n\nEr heißt Bello."
    assert [item.file.name for item in message.attachments.all()] == ["chip.pdf"]
    assert StoredFile.objects.get().owner == "matter:1"
    assert not UnmatchedEmail.objects.exists()
    assert [row.type for row in timeline("matter:1")] == ["messages.received", "messages.unmatched_filed"]


def test_only_the_mail_room_files_and_deletes(waiting):
    clerk = person("clerk")
    with pytest.raises(PermissionDenied):
        unmatched.file_unmatched(email_id=waiting.pk, conversation=conversation(), by=clerk)
    with pytest.raises(PermissionDenied):
        unmatched.delete_unmatched(email_id=waiting.pk, by=clerk)
    assert not Message.objects.exists()


def test_deleted_its_files_go_too(waiting):
    unmatched.delete_unmatched(email_id=waiting.pk, by=person("post"))
    assert StoredFile.objects.get().owner == ""
    with pytest.raises(unmatched.UnmatchedGoneError):
        unmatched.delete_unmatched(email_id=waiting.pk, by=person("post"))


def test_what_nobody_places_is_deleted(waiting):
    UnmatchedEmail.objects.update(received_at=timezone.now() - timedelta(days=91))
    assert unmatched.forget_unmatched() == 1
    assert StoredFile.objects.get().owner == ""
    assert [row.data for row in timeline("emails")] == [{"emails": 1, "reason": "time over"}]
