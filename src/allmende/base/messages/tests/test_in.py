from email.message import EmailMessage

import pytest

from allmende.base.customers.models import Customer
from allmende.base.messages.models import Message, UnmatchedEmail
from allmende.base.messages.receiving import receive_email
from allmende.foundation.events.queries import timeline
from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname

from .factories import conversation, email


def test_an_answer_finds_its_conversation(tenant):
    found = receive_email(
        email(f"Stadt <{conversation().reply_address}>", "Er heißt Bello.\n\n> Wie heißt er?")
    )
    assert found.state == "filed"
    assert found.message.body == "Er heißt Bello.\n\n> Wie heißt er?"
    assert (found.message.channel, found.message.direction) == ("email", "in")
    assert [event.type for event in timeline("matter:1")] == ["messages.received"]


def test_the_tag_says_whose_it_is(other_tenant):
    """Mail reaches the installation, not a municipality: no tenant is current then."""
    with use_tenant(other_tenant):
        theirs = conversation().reply_address
    assert receive_email(email(theirs)).message.tenant_id == other_tenant.pk


def test_the_customer_is_known_by_address(tenant):
    ada = Customer.objects.create(family_name="Lovelace", email="Ada@example.org")
    message = receive_email(email(conversation(customer=ada).reply_address)).message
    assert message.author == f"customer:{ada.pk}"


def test_a_stranger_counts_as_the_public(tenant):
    message = receive_email(email(conversation(email="x@example.org").reply_address)).message
    assert message.author == "public"
    assert message.sender == "Ada Lovelace <ada@example.org>"


def test_the_same_email_comes_in_once(tenant):
    raw = email(conversation().reply_address)
    receive_email(raw)
    assert receive_email(raw).state == "known"
    assert Message.objects.count() == 1


@pytest.mark.parametrize("to", ["reply+aaaaaaaaaaaaaaaaaaaa@localhost", "info@localhost", ""])
def test_without_a_known_tag_it_waits_for_the_mail_room(tenant, to):
    conversation()
    assert receive_email(email(to)).state == "kept"
    assert receive_email(email(to)).state == "known"
    assert UnmatchedEmail.objects.get().sender == "Ada Lovelace <ada@example.org>"


def test_the_domain_says_whose_mail_room(tenant, other_tenant):
    Hostname.objects.create(name="service.kleinau.example", tenant=other_tenant)
    receive_email(email("info@kleinau.example"))
    with use_tenant(other_tenant):
        assert UnmatchedEmail.objects.count() == 1


def test_no_mail_room_gets_anothers_mail_by_guessing(tenant, other_tenant):
    assert receive_email(email("info@elsewhere.example")).state == "unmatched"
    assert not UnmatchedEmail.unscoped.exists()


def test_the_setting_says_whose_mail_room_gets_the_rest(tenant, other_tenant, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_tenant": "kleinau"})
    receive_email(email("info@elsewhere.example"))
    with use_tenant(other_tenant):
        assert UnmatchedEmail.objects.count() == 1


AUTOMATIC = [
    "Auto-Submitted: auto-replied",
    "Precedence: bulk",
    "Return-Path: <>",
    "List-Id: <a.b>",
    "X-Autoreply: yes",
]


@pytest.mark.parametrize("header", AUTOMATIC)
def test_what_nobody_wrote_is_ignored(tenant, header):
    assert receive_email(email(conversation().reply_address, headers=f"{header}\r\n")).state == "ignored"
    assert not Message.objects.exists()


def composed(to: str, **parts: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "ada@example.org", to, "<2@example.org>"
    if "text" in parts:
        message.set_content(parts["text"])
    if "html" in parts:
        message.set_content(parts["html"], subtype="html")
    return message


def test_of_html_only_the_words_stay(tenant):
    html = (
        "<head><title>no</title></head><p>Guten&nbsp;Tag</p><script>alert(1)</script><p>Bello<br>2 &lt; 3</p>"
    )
    body = receive_email(composed(conversation().reply_address, html=html).as_bytes()).message.body
    assert body.split() == ["Guten", "Tag", "Bello", "2", "<", "3"]


def test_attachments_pass_the_same_checks(tenant):
    message = composed(conversation().reply_address, text="Anbei.")
    message.add_attachment(b"%PDF-1.7\n", maintype="application", subtype="pdf", filename="../chip.pdf")
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="rechnung.pdf")
    found = receive_email(message.as_bytes())
    assert [item.file.name for item in found.message.attachments.all()] == ["chip.pdf"]
    assert "rechnung.pdf" in found.message.body
    assert StoredFile.objects.get().owner == "matter:1"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 100,
        b"From: a\r\nTo: \xff\xfe<>@@\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n" * 50,
        b"To: =?utf-8?B?////?= <a@b>\r\nContent-Type: text/plain; charset=klingon\r\n\r\nhallo",
    ],
)
def test_garbage_does_no_harm(tenant, raw):
    assert receive_email(raw).state in {"refused", "unmatched", "kept", "ignored"}


@pytest.mark.parametrize("charset", ["klingon", "utf-16", "us-ascii", "undefined", "punycode"])
def test_a_wrong_charset_is_read_as_well_as_can_be(tenant, charset):
    raw = email(conversation().reply_address, "Grüße").replace(
        b"charset=utf-8", f"charset={charset}".encode()
    )
    assert receive_email(raw).state == "filed"


def test_what_no_database_keeps_is_left_out(tenant):
    raw = email(conversation().reply_address, "Bel+2AA-lo", message_id="<a\0b@example.org>")
    raw = raw.replace(b"utf-8", b"utf-7").replace(b"Ada Lovelace", b"=?utf-8?q?A=00da?=")
    message = receive_email(raw).message
    assert (message.body, message.sender) == ("Bello", "Ada <ada@example.org>")
    assert message.once == "<ab@example.org>"


def test_a_huge_email_is_refused(tenant):
    assert receive_email(b"x" * (50 * 1024 * 1024 + 1)).state == "refused"
