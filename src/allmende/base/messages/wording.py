"""Staff word e-mail anew. Permission is checked by whoever calls."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from allmende.base.records.placeholders import UnknownPlaceholderError, names_in
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .composing import compose_text
from .events import MailTextSaved
from .kinds import MailKind, mail_kinds
from .models import MailText


class NoLinkError(ValueError):
    """The built-in wording leads somewhere; the new one must, too, or the e-mail is of no use."""

    def __str__(self) -> str:
        return _(
            "The text must hold the placeholder {link}: without it nobody gets to what the e-mail tells of."
        )


def wording_of(kind: MailKind, language: str) -> tuple[str, str, bool]:
    """(subject, text, whether it is the municipality's own) in use for a kind of e-mail."""
    own = MailText.objects.filter(key=kind.key, language=language).first()
    if own:
        return own.subject, own.body, True
    with translation.override(language):
        return str(kind.subject), str(kind.body), False


def placeholders_of(kind: MailKind) -> dict[str, str]:
    """Each placeholder of the kind with an example."""
    examples = {
        "title": _("Dog tax: registration"), "reference": "K7P-4MZ-8QX-2", "text": _("What the office wrote."),
        "name": "Erika Beispiel",
        "link": "https://service.musterstadt.example/…", "reply": _("You can also simply answer this e-mail."),
    }  # fmt: skip
    return {name: examples.get(name, "…") for name in dict.fromkeys(kind.names)}


def check_wording(*, kind: MailKind, subject: str, body: str) -> None:
    """Raise ``UnknownPlaceholderError`` for a placeholder that this kind does not have, ``NoLinkError``."""
    known = list(placeholders_of(kind))
    for name in [*names_in(subject), *names_in(body)]:
        if name not in known:
            raise UnknownPlaceholderError(name, known)
    if "link" in names_in(str(kind.body)) and "link" not in names_in(body):
        raise NoLinkError


def preview(*, kind: MailKind, language: str, subject: str, body: str) -> tuple[str, str]:
    """(subject, text) as a customer would get it, with the examples; raises as ``check_wording``."""
    check_wording(kind=kind, subject=subject, body=body)
    with translation.override(language):
        return compose_text(subject, body, placeholders_of(kind))


@transaction.atomic
def save_wording(*, key: str, language: str, subject: str, body: str, actor: Actor) -> None:
    """Use this wording from the next e-mail on; the built-in wording itself is kept as none of one's own.

    Raises ``UnknownKeyError`` for an unknown kind, and as ``check_wording``.
    """
    kind = mail_kinds[key]
    subject, body = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    check_wording(kind=kind, subject=subject, body=body)
    with translation.override(language):
        built_in = (str(kind.subject), str(kind.body).strip())
    own = (subject, body) != built_in
    if own:
        MailText.objects.update_or_create(
            key=key, language=language, defaults={"subject": subject, "body": body}
        )
    else:
        MailText.objects.filter(key=key, language=language).delete()
    record(MailTextSaved(key=key, language=language, own=own), stream=f"mail-text:{key}", actor=actor)


@transaction.atomic
def drop_wording(*, key: str, language: str, actor: Actor) -> None:
    """Go back to the built-in wording."""
    if MailText.objects.filter(key=mail_kinds[key].key, language=language).delete()[0]:
        record(MailTextSaved(key=key, language=language, own=False), stream=f"mail-text:{key}", actor=actor)
