"""What an incoming e-mail says: read once, before anybody asks whose it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses, parseaddr
from io import BytesIO

from django.conf import settings
from django.utils.translation import gettext as _

from allmende.foundation.events.types import Actor
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile

from .mailtext import text_of

MOST_ATTACHMENTS = 20
LONGEST_TEXT = 50_000
_TAG = re.compile(r"\breply\+([a-z0-9]{16,32})@", re.IGNORECASE)
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


class UnreadableError(ValueError):
    """These bytes are no e-mail that can be read."""


@dataclass(frozen=True)
class Incoming:
    """The e-mail's own account of itself; anybody may have written anything into it."""

    email: EmailMessage
    tag: str
    automatic: str
    sender: str
    address: str
    subject: str
    once: str
    domains: frozenset[str]


def read(raw: bytes) -> Incoming:
    """Read RFC 5322 bytes; raises ``UnreadableError``."""
    try:
        email = BytesParser(_class=EmailMessage, policy=default).parsebytes(raw)
        name, address = parseaddr(_header(email, "From"))
        addressed = [
            address
            for name in _ADDRESSED
            for _name, address in getaddresses([str(value) for value in email.get_all(name, [])])
        ]
        return Incoming(
            email=email,
            tag=next((found[1].lower() for each in addressed if (found := _TAG.search(each))), ""),
            automatic=_why_automatic(email),
            sender=(f"{name} <{address}>" if name else address)[:300],
            address=address[:254],
            subject=" ".join(_header(email, "Subject").split())[:300],
            once=_header(email, "Message-ID")[:250] or f"sha256:{hashlib.sha256(raw).hexdigest()}",
            domains=frozenset(each.rpartition("@")[2].lower() for each in addressed if "@" in each),
        )
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError) as error:
        raise UnreadableError(type(error).__name__) from error


def take_content(mail: Incoming, *, author: Actor) -> tuple[str, list[StoredFile], list[str]]:
    """(text, files, what was refused and why); refused attachments are named at the end of the text, too.

    Attachments pass the same checks as uploads and belong to nobody yet.
    """
    files, refused = _attachments(mail.email, author)
    body = text_of(mail.email)[:LONGEST_TEXT]
    if refused:
        body += "\n\n" + _("Attachments that were not taken:") + "".join(f"\n- {line}" for line in refused)
    return body.strip(), files, refused


def _attachments(email: EmailMessage, author: Actor) -> tuple[list[StoredFile], list[str]]:
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
        upload = BytesIO(content if isinstance(content, bytes) else b"")
        try:
            files.append(receive_file(upload=upload, name=name, actor=author))
        except FileRefusedError as error:
            refused.append(str(error))
    return list({file.pk: file for file in files}.values()), refused


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


def _header(email: EmailMessage, name: str) -> str:
    return str(email.get(name, "")).replace("\0", "").strip()  # which PostgreSQL refuses
