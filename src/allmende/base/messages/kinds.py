"""The kinds of e-mail and their built-in wording; an app registers its own from ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.base.customers.mandates.mails import MANDATE_MAILS
from allmende.base.identity.mails import ACCOUNT_MAILS
from allmende.foundation.registry import Registry

COMMON = ("tenant", "title", "reference", "link", "text", "reply")


@dataclass(frozen=True)
class MailKind:
    """One kind of e-mail. Subject and body may hold ``{placeholders}``; a paragraph of nothing but empty
    placeholders disappears.

    A text about a case knows ``tenant``, ``title``, ``reference``, ``link``, ``text`` and ``reply`` (``common``);
    ``placeholders`` names what else the caller gives. In confidential conversations ``title`` and ``text`` are empty of
    content.
    """

    key: str
    label: str | Promise
    subject: str | Promise
    body: str | Promise
    placeholders: tuple[str, ...] = ()
    common: tuple[str, ...] = COMMON

    @property
    def names(self) -> tuple[str, ...]:
        """Every placeholder that its texts may hold."""
        return (*self.common, *self.placeholders)

    @property
    def about_case(self) -> bool:
        return "reference" in self.names


mail_kinds: Registry[MailKind] = Registry("kind of e-mail")

RECEIVED = MailKind(
    "received",
    _("Acknowledgement of an application"),
    _("We have received your application ({reference})"),
    _(
        "Good day,\n\nwe have received your application “{title}”. Your reference is {reference}.\n\n"
        "See how far it is, and write to us, here:\n{link}\n\n{text}\n\n{reply}\n\nKind regards\n{tenant}"
    ),
)
MESSAGE = MailKind(
    "message",
    _("New message"),
    _("New message about {title} ({reference})"),
    _(
        "Good day,\n\nyou have a new message about “{title}” ({reference}).\n\n{text}\n\n"
        "Read and answer it here:\n{link}\n\n{reply}\n\nKind regards\n{tenant}"
    ),
)
QUESTION = MailKind(
    "question",
    _("Question to the customer"),
    _("We have a question about {title} ({reference})"),
    _(
        "Good day,\n\nbefore we can go on with “{title}” ({reference}), we need an answer from you.\n\n{text}\n\n"
        "Answer here:\n{link}\n\n{reply}\n\nKind regards\n{tenant}"
    ),
)
DECISION = MailKind(
    "decision",
    _("Notice of a decision"),
    _("Your decision is there ({reference})"),
    _(
        "Good day,\n\nwe have decided on “{title}” ({reference}). The decision is ready for you here:\n{link}\n\n"
        "{text}\n\n{reply}\n\nKind regards\n{tenant}"
    ),
)
BUILT_IN = (RECEIVED, MESSAGE, QUESTION, DECISION)


_MORE = ("link", "agent", "principal", "scope", "until", "proof")


def account_kinds() -> Iterator[MailKind]:
    """The e-mails of accounts, whose built-in wording stands with them."""
    for mail in (*ACCOUNT_MAILS.values(), *MANDATE_MAILS):
        names = ("tenant", "name", *(part for part in _MORE if f"{{{part}}}" in str(mail.body)))
        yield MailKind(mail.key, mail.label, mail.subject, mail.body, common=names)
