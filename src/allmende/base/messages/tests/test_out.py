import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from allmende.base.messages import outbox
from allmende.base.messages.actions import mark_read, notify, post_message
from allmende.base.messages.models import MailText, Message, OutgoingEmail
from allmende.base.messages.queries import messages_of, unread
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes

from .factories import conversation

LINK = "https://musterstadt.example/k/1"


class Inbox:
    """A real SMTP server that keeps what it gets, or answers as told."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer.startswith("250"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.answer


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Inbox()
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
        update={"email_url": f"smtp://127.0.0.1:{port}", "email_from": "post@musterstadt.example"}
    )
    yield found
    server.stop()


def told(**values) -> OutgoingEmail:
    sent = notify(
        conversation=conversation(**values), template="message", link=LINK, text="Wie heißt der Hund?"
    )
    sent.refresh_from_db()
    return sent


def test_an_email_arrives_well_formed(tenant, inbox):
    assert told().state == OutgoingEmail.State.SENT
    (letter,) = inbox.letters
    assert letter["From"].addresses[0].display_name == "Musterstadt"
    assert letter["To"] == "ada@example.org"
    assert letter["Reply-To"].startswith("reply+")
    assert letter["Message-ID"].endswith(">")
    assert letter["Date"].datetime
    assert letter["Auto-Submitted"] == "auto-generated"
    assert not [name for name in letter if name.lower().startswith("list-")]
    text = letter.get_content()
    assert "Wie heißt der Hund?" in text
    assert LINK in text
    assert [event.type for event in timeline("matter:1")] == ["messages.email_sent"]


def test_a_confidential_matter_shows_nothing_of_itself(tenant, inbox):
    told(confidential=True)
    whole = str(inbox.letters[0])
    assert "Bello" not in whole
    assert "Wie hei" not in inbox.letters[0].get_content()
    assert LINK in inbox.letters[0].get_content()


def test_a_subject_cannot_smuggle_headers(tenant, inbox):
    told(title="Hund\r\nBcc: eve@example.org")
    assert inbox.letters[0]["Bcc"] is None


def test_without_a_server_email_is_kept(tenant):
    assert told().state == OutgoingEmail.State.KEPT


def test_without_an_address_nothing_is_queued(tenant):
    assert notify(conversation=conversation(email=""), template="message", link=LINK) is None


def test_a_server_that_is_busy_is_asked_again(tenant, inbox):
    inbox.answer = "451 come back later"
    waiting = told()
    assert (waiting.state, waiting.attempts) == (OutgoingEmail.State.QUEUED, 1)
    assert outbox.send_due() == 0
    OutgoingEmail.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    inbox.answer = "250 OK"
    outbox.send_due()
    waiting.refresh_from_db()
    assert waiting.state == OutgoingEmail.State.SENT


def test_a_server_that_is_away_is_asked_again(tenant, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_url": "smtp://127.0.0.1:1"})
    assert told().state == OutgoingEmail.State.QUEUED


def test_what_is_refused_for_good_is_told_to_staff(tenant, inbox):
    inbox.answer = "550 no such user"
    assert told().state == OutgoingEmail.State.FAILED
    assert [event.type for event in timeline("matter:1")] == ["messages.email_failed"]


def test_in_the_end_it_gives_up(tenant, inbox):
    inbox.answer = "451 come back later"
    waiting = told()
    for _ in outbox.BACK_OFF:
        OutgoingEmail.objects.update(next_attempt_at=None)
        outbox.send_due()
    waiting.refresh_from_db()
    assert waiting.state == OutgoingEmail.State.FAILED


def test_a_municipality_words_its_own_email(tenant, inbox):
    MailText.objects.create(key="message", language="de", subject="Post: {reference}", body="Bitte: {link}")
    told()
    assert inbox.letters[0]["Subject"] == "Post: K7P-4MZ"
    assert inbox.letters[0].get_content().strip() == f"Bitte: {LINK}"


def test_old_texts_are_removed(tenant):
    kept = told()
    OutgoingEmail.objects.update(created_at=timezone.now() - timedelta(days=61))
    assert outbox.forget_texts() == 1
    kept.refresh_from_db()
    assert kept.body == ""


def test_old_emails_are_deleted(tenant):
    told()
    OutgoingEmail.objects.update(created_at=timezone.now() - timedelta(days=366))
    assert outbox.forget_emails() == 1


def test_a_message_is_posted_once_and_told(tenant):
    talk = conversation()
    file = store_bytes(content=b"x", name="a.txt", media_type="text/plain")
    values = {"conversation": talk, "body": "Hallo", "by": SYSTEM, "direction": "out", "once": "token"}
    first = post_message(**values, attachments=[file])
    assert post_message(**values) == first
    file.refresh_from_db()
    assert file.owner == "matter:1"
    assert [item.file for item in messages_of(talk)[0].attachments.all()] == [file]
    assert [event.type for event in timeline("matter:1")] == ["messages.posted"]


def test_reading_is_told(tenant):
    talk = conversation()
    post_message(conversation=talk, body="Hallo", by=SYSTEM, direction=Message.Direction.OUT)
    assert unread(talk, "out") == 1
    assert mark_read(conversation=talk, direction="out", by=SYSTEM) == 1
    assert mark_read(conversation=talk, direction="out", by=SYSTEM) == 0
