"""E-mail in: answers find their conversation by the tag in the address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses, parseaddr
from io import BytesIO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from allmende.foundation.events.types import PUBLIC, Actor
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

from .actions import post_message
from .mailtext import text_of
from .models import Conversation, Message

#: Base64 makes a third more of an attachment, and several may come.
LARGEST = 50 * 1024 * 1024
MOST_ATTACHMENTS = 20
LONGEST_TEXT = 50_000
_TAG = re.compile(r"\breply\+([a-z0-9]{16,32})@", re.IGNORECASE)
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class Received:
    """What became of an e-mail: ``state`` is filed, known (came before), ignored (automatic), unmatched or refused."""

    state: str
    message: Message | None = None
    reason: str = ""
    refused_files: list[str] = field(default_factory=list)


def receive_email(raw: bytes) -> Received:
    """Take in one e-mail as RFC 5322 bytes; never raises because of its content.

    Works over all tenants: the tag says whose it is. Attachments pass the same checks as uploads; what is refused is
    named at the end of the message.
    """
    if len(raw) > LARGEST:
        return Received("refused", reason="too large")
    try:
        email = BytesParser(_class=EmailMessage, policy=default).parsebytes(raw)
        automatic = _why_automatic(email)
        tag = _tag_of(email)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError) as error:
        return Received("refused", reason=f"not readable: {type(error).__name__}")
    if automatic:
        return Received("ignored", reason=automatic)
    conversation = Conversation.unscoped.select_related("customer").filter(tag=tag).first() if tag else None
    if conversation is None:
        return Received("unmatched", reason="no conversation has this address")
    with (
        use_tenant(Tenant.objects.get(pk=conversation.tenant_id)),
        translation.override(conversation.language),
    ):
        return _file(email, conversation)


def _file(email: EmailMessage, conversation: Conversation) -> Received:
    once = (_header(email, "Message-ID") or "")[:250]
    if once and (known := Message.objects.filter(conversation=conversation, once=once).first()):
        return Received("known", known)
    name, address = parseaddr(_header(email, "From"))
    author = _author(conversation, address)
    files, refused = _attachments(email, conversation, author)
    body = text_of(email)[:LONGEST_TEXT]
    if refused:
        body += "\n\n" + _("Attachments that were not taken:") + "".join(f"\n- {line}" for line in refused)
    if not body.strip() and not files:
        return Received("ignored", reason="empty")
    sender = f"{name} <{address}>" if name else address
    message = post_message(
        conversation=conversation, body=body.strip() or _("(no text)"), by=author, sender=sender,
        direction=Message.Direction.IN, channel=Message.Channel.EMAIL, attachments=files, once=once,
    )  # fmt: skip
    return Received("filed", message, refused_files=refused)


def _why_automatic(email: EmailMessage) -> str:
    """Why nobody wrote this (RFC 3834), or nothing: holiday notices and bounces must not start a loop."""
    submitted = _header(email, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "automatic answer"
    if _header(email, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return "bulk mail"
    if _header(email, "Return-Path").strip() == "<>" or email.get_content_type() == "multipart/report":
        return "delivery report"
    if any(name in email for name in ("X-Autoreply", "X-Autorespond", "List-Id")):
        return "automatic answer or list"
    own = parseaddr(settings.ENVIRONMENT.email_from)[1].lower()
    return "sent by this installation" if parseaddr(_header(email, "From"))[1].lower() == own else ""


def _tag_of(email: EmailMessage) -> str:
    for name in _ADDRESSED:
        for _name, address in getaddresses([str(value) for value in email.get_all(name, [])]):
            if found := _TAG.search(address):
                return found[1].lower()
    return ""


def _author(conversation: Conversation, address: str) -> Actor:
    """The customer where the address is the one we know; anybody may hold a forwarded e-mail."""
    customer = conversation.customer
    known = {conversation.email.lower(), customer.email.lower() if customer else ""} - {""}
    if customer is not None and address.lower() in known:
        return Actor("customer", customer.user_id or customer.pk)
    return PUBLIC


def _attachments(
    email: EmailMessage, conversation: Conversation, author: Actor
) -> tuple[list[StoredFile], list[str]]:
    files: list[StoredFile] = []
    refused: list[str] = []
    for number, part in enumerate(email.walk()):
        name = part.get_filename()
        if part.is_multipart() or (not name and part.get_content_maintype() == "text"):
            continue
        name = name or f"attachment-{number}.{part.get_content_subtype()}"
        if len(files) + len(refused) >= MOST_ATTACHMENTS:
            refused.append(_("%(name)s: too many attachments") % {"name": name})
            continue
        content = part.get_payload(decode=True)
        try:
            files.append(
                receive_file(
                    upload=BytesIO(content if isinstance(content, bytes) else b""), name=name, actor=author,
                    owner=conversation.subject,
                )
            )  # fmt: skip
        except FileRefusedError as error:
            refused.append(str(error))
    return list({file.pk: file for file in files}.values()), refused


def _header(email: EmailMessage, name: str) -> str:
    return str(email.get(name, "")).strip()
