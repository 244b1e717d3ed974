"""E-mail in: answers find their conversation by the tag in the address; what fits none waits for the mail room."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from allmende.foundation.events.types import PUBLIC, Actor
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname, Tenant

from .actions import post_message
from .bounces import note_report
from .incoming import Incoming, UnreadableError, read, take_content
from .models import Conversation, Message, UnmatchedEmail
from .unmatched import keep_unmatched

#: Base64 makes a third more of an attachment, and several may come.
LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class Received:
    """What became of an e-mail.

    ``state``: filed, known (came before), kept (it fits no conversation and waits for the mail room), bounced (the
    report that one of ours was not delivered), ignored (automatic), unmatched (no municipality is responsible) or
    refused (cannot be read).
    """

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
        mail = read(raw)
    except UnreadableError as error:
        return Received("refused", reason=f"not readable: {error}")
    if mail.automatic:
        bounced = note_report(mail.email)
        return Received("bounced" if bounced else "ignored", reason=mail.automatic)
    conversation = (
        Conversation.unscoped.select_related("customer").filter(tag=mail.tag).first() if mail.tag else None
    )
    if conversation is None:
        return _keep(mail)
    with (
        use_tenant(Tenant.objects.get(pk=conversation.tenant_id)),
        translation.override(conversation.language),
    ):
        try:
            return _file(mail, conversation)
        except IntegrityError:  # two processes took in the same e-mail at the same moment
            known = Message.objects.filter(conversation=conversation, once=mail.once).first()
            if known is None:
                raise
            return Received("known", known)


def _file(mail: Incoming, conversation: Conversation) -> Received:
    if known := Message.objects.filter(conversation=conversation, once=mail.once).first():
        return Received("known", known)
    author = _author(conversation, mail.address)
    body, files, refused = take_content(mail, author=author)
    if not body and not files:
        return Received("ignored", reason="empty")
    message = post_message(
        conversation=conversation, body=body or _("(no text)"), by=author, sender=mail.sender,
        direction=Message.Direction.IN, channel=Message.Channel.EMAIL, attachments=files, once=mail.once,
    )  # fmt: skip
    return Received("filed", message, refused_files=refused)


def _keep(mail: Incoming) -> Received:
    tenant = _tenant_for(mail)
    if tenant is None:
        return Received("unmatched", reason="no conversation has this address")
    with use_tenant(tenant), translation.override(settings.LANGUAGE_CODE):
        if UnmatchedEmail.objects.filter(once=mail.once).exists():
            return Received("known", reason="waits for the mail room")
        refused = keep_unmatched(mail)
    return Received("kept", reason="no conversation has this address", refused_files=refused)


def _tenant_for(mail: Incoming) -> Tenant | None:
    """Whose mail room gets what fits no conversation: the domain it was sent to says so, else the setting, else the
    only municipality there is. None: nobody's, for one municipality's mail is not shown to another by guessing.
    """
    hosts = dict(Hostname.objects.values_list("name", "tenant_id"))
    meant = {
        tenant for host, tenant in hosts.items()
        if any(host == domain or ("." in domain and host.endswith(f".{domain}")) for domain in mail.domains)
    }  # fmt: skip
    if len(meant) == 1:
        return Tenant.objects.get(pk=meant.pop())
    if slug := settings.ENVIRONMENT.email_tenant:
        return Tenant.objects.filter(slug=slug).first()
    tenants = list(Tenant.objects.all()[:2])
    return tenants[0] if len(tenants) == 1 else None


def _author(conversation: Conversation, address: str) -> Actor:
    """The customer where the address is the one we know; anybody may hold a forwarded e-mail."""
    customer = conversation.customer
    known = {conversation.email.lower(), customer.email.lower() if customer else ""} - {""}
    if customer is not None and address.lower() in known:
        return Actor("customer", customer.user_id or customer.pk)
    return PUBLIC
