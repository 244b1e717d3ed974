"""Going on later without an account: a link by e-mail and a code that stood on the screen."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import get_language

from allmende.base.messages.outbox import queue_email
from allmende.foundation.ids import new_code

from ..content import DraftContent
from ..models import Draft
from .drafts import DraftGoneError

SALT = "allmende.applications.resume"
#: So many wrong codes make a code void; a new one can be made where the draft is still open.
ATTEMPTS = 10


class WrongCodeError(Exception):
    """The code does not fit the link."""


class CodeVoidError(Exception):
    """The code was tried wrongly too often, or the draft is gone."""


@transaction.atomic
def issue_code(*, draft: Draft) -> str:
    """A new code for the draft, to be shown once; the one before is void."""
    code = new_code()
    fresh = Draft.objects.filter(pk=draft.pk, sent_at=None).update(code_hash=_hash(draft, code), attempts=0)
    if not fresh:
        raise DraftGoneError
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def send_link(*, draft: Draft, email: str, root: str) -> None:
    """Send the link to ``email``; ``root`` is the site's address, such as ``https://musterstadt.example``."""
    content = DraftContent.read(draft.content)
    content.email = email
    Draft.objects.filter(pk=draft.pk, sent_at=None).update(content=content.sealed())
    link = root + reverse("applications:resume", args=[resume_token(draft)])
    queue_email(
        to=email, kind="draft_link", language=get_language() or "de",
        context={
            "title": draft.version.procedure.name, "link": link,
            "until": date_format(timezone.localtime(draft.expires_at), "SHORT_DATE_FORMAT"),
        },
    )  # fmt: skip


def resume_token(draft: Draft) -> str:
    """What the link holds: the draft's key, signed."""
    return signing.Signer(salt=SALT).sign(draft.pk.hex)


def draft_of_token(token: str) -> Draft | None:
    """The unsent draft that a link names, or None for a link that nobody signed or whose draft is gone."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Draft.objects.select_related("version__procedure").filter(pk=key, sent_at=None).first()


def resume_draft(*, token: str, code: str) -> Draft:
    """The draft that link and code open together; raises ``WrongCodeError`` or ``CodeVoidError``.

    Callers limit the rate as well.
    """
    draft = draft_of_token(token)
    if draft is None or not draft.code_hash or draft.attempts >= ATTEMPTS:
        raise CodeVoidError
    if not constant_time_compare(_hash(draft, code), draft.code_hash):
        Draft.objects.filter(pk=draft.pk).update(attempts=F("attempts") + 1)
        raise WrongCodeError
    Draft.objects.filter(pk=draft.pk).update(attempts=0)
    return draft


def _hash(draft: Draft, code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac(SALT, f"{draft.pk}:{letters}", algorithm="sha256").hexdigest()
