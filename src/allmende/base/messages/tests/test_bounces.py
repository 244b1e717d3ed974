"""What a later mail server gives back."""

from __future__ import annotations

import pytest

from allmende.base.messages.models import OutgoingEmail
from allmende.base.messages.outbox import Mail, queue_emails, send_emails
from allmende.base.messages.receiving import receive_email
from allmende.foundation.events.queries import timeline
from allmende.foundation.tenants.context import current_tenant_id

REPORT = """From: MAILER-DAEMON@mx.example
To: noreply@musterstadt.example
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; weg@schule.example
Action: {action}
Status: {status}

--b
Content-Type: {returned}

{before}Message-ID: {message_id}
Subject: Hallo

--b--
"""


@pytest.fixture
def sent(tenant):
    (email,) = queue_emails([Mail("weg@schule.example", "message", {"link": "/x"})])
    OutgoingEmail.objects.update(state="sent")
    return email


def report(email, *, action="failed", status="5.1.1", returned="text/rfc822-headers", message_id=None):
    text = REPORT.format(
        action=action, status=status, returned=returned, before="", message_id=message_id or email.message_id
    )
    return receive_email(text.encode())


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_of_a_failure_marks_the_email(sent, returned):
    assert report(sent, returned=returned).state == "bounced"
    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == ("failed", "5.1.1")
    assert [event.type for event in timeline("emails")] == ["messages.email_failed"]


@pytest.mark.parametrize(
    "about",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"message_id": "<00000000-0000-4000-8000-000000000000@localhost>"},
        {"message_id": "<01890000-0000-7000-8000-000000000000@elsewhere.example>"},
        {"message_id": "<nothing>"},
    ],
)
def test_any_other_report_changes_nothing(sent, about):
    assert report(sent, **about).state == "ignored"
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_many_are_sent_over_one_connection_each_once(tenant, settings, monkeypatch):
    from allmende.base.messages import smtp

    connections, delivered = [], []

    class Server:
        def __init__(self) -> None:
            connections.append(self)

        def send_message(self, message, from_addr, to_addrs):
            delivered.extend(to_addrs)

        def quit(self) -> None: ...

    monkeypatch.setattr(smtp, "_connect", Server)
    emails = queue_emails([Mail(f"{n}@example.org", "message", {"link": "/x"}) for n in range(3)])
    OutgoingEmail.objects.update(state="queued")
    for _again in range(2):
        send_emails.call(
            tenant_id=str(current_tenant_id()), attempt=1, email_ids=[str(one.pk) for one in emails]
        )
    assert (len(connections), delivered) == (1, ["0@example.org", "1@example.org", "2@example.org"])
