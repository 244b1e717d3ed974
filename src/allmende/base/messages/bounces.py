"""Delivery reports (RFC 3464): an e-mail that a later server gave back for good counts as not delivered."""

from __future__ import annotations

import re
from email.message import EmailMessage, Message
from typing import cast

from django.conf import settings

from allmende.foundation.ids import read_key
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

from .models import OutgoingEmail
from .outbox import give_up

_ID = re.compile(r"^Message-ID:\s*<([0-9a-f-]{36})@([^>\s]+)>", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^5\.\d{1,3}\.\d{1,3}")
#: Of the returned e-mail only its headers are read.
_HEADERS = 20_000


def note_report(email: EmailMessage) -> bool:
    """Whether ``email`` reports that one of ours cannot be delivered; if so, that is noted with it.

    Only who got the e-mail knows its Message-ID, which cannot be guessed: it stands for who reports. Works over all
    tenants.
    """
    if email.get_content_type() != "multipart/report":
        return False
    parts = list(email.walk())
    status = next((found for part in parts if (found := _refused(part))), "")
    key = next((found for part in parts if (found := _message_id(part))), "")
    if not status or not key:
        return False
    ours = OutgoingEmail.unscoped.filter(pk=key, state=OutgoingEmail.State.SENT).first()
    if ours is None:
        return False
    with use_tenant(Tenant.objects.get(pk=ours.tenant_id)):
        give_up(ours, status)
    return True


def _refused(part: Message) -> str:
    """The status of a recipient whom it did not reach, such as 5.1.1; empty where the report says nothing final."""
    if part.get_content_type() != "message/delivery-status":
        return ""
    for group in _inside(part):
        status = str(group.get("Status", "")).strip()
        if str(group.get("Action", "")).strip().lower() == "failed" and _STATUS.match(status):
            return f"{status} {group.get('Diagnostic-Code', '')}".strip()
    return ""


def _message_id(part: Message) -> str:
    """The key of the returned e-mail, where its Message-ID is one of ours; else empty."""
    if part.get_content_type() not in ("message/rfc822", "text/rfc822-headers"):
        return ""
    inside = _inside(part)
    text = inside[0].as_string() if inside else str(part.get_payload())
    found = _ID.search(text[:_HEADERS])
    ours = found is not None and found[2].lower() == settings.ENVIRONMENT.email_reply_domain.lower()
    key = read_key(found[1]) if found is not None and ours else None
    return str(key or "")


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return cast(list[Message], payload) if isinstance(payload, list) else []
