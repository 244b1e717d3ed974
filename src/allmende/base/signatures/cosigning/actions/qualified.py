"""Signing by the person's own qualified electronic signature on the summary (section 3a (2) VwVfG)."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.levels import TrustLevel
from allmende.base.signatures.checking.found import Found
from allmende.base.signatures.checking.pdf import check_pdf
from allmende.base.signatures.checking.trust import anchors
from allmende.base.signatures.models import SignatureReport
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.queries import open_file

from ..errors import DocumentError, NotWaitingError, WrongPersonError
from ..models import Signer
from ..names import compare_whole
from .rows import lock
from .signing import Seen, Visitor, give, require_person, require_same, require_turn

#: A summary with signatures stays far below.
LARGEST = 20 * 1024 * 1024


@transaction.atomic
def sign_with_document(*, signer: Signer, by: Visitor, by_link: bool, upload: UploadedFile[Any]) -> Signer:
    """Take the summary back with a qualified signature of the invited person on it.

    It must begin with the very bytes that were laid before the people, so that nothing else can be signed. Raises
    ``DocumentError`` with what is wrong, and as ``sign``.
    """
    # One at a time: the check asks other services, the lock comes after it.
    content = _read(upload)
    good = _checked(signer, content)
    found = _locked(signer)
    require_person(found, by, by_link, wanted=TrustLevel.LOW)
    require_same(found.round)
    comparison = compare_whole(found.name, good.name)
    if comparison == "other":
        raise WrongPersonError
    upload.seek(0)
    found.signed_file = receive_file(
        upload=upload, name=upload.name or "unterschrift.pdf", actor=actor_of(by), owner=found.round.subject
    )
    seen = Seen(TrustLevel.HIGH, good.name, "qualified", comparison)
    give(found, by, seen, way=Signer.Way.QUALIFIED)
    return found


def _locked(signer: Signer) -> Signer:
    found = lock(signer)
    require_turn(found)
    if found.way == Signer.Way.IDENTITY:
        raise NotWaitingError
    return found


def _read(upload: UploadedFile[Any]) -> bytes:
    if upload.size is None or upload.size > LARGEST:
        raise DocumentError(_("This file is too large. Please upload the signed PDF."))
    content: bytes = upload.read()
    return content


def _checked(signer: Signer, content: bytes) -> Found:
    document = signer.round.document
    if document is None or not content.startswith(_content(document)):
        raise DocumentError(
            _("This is not the PDF that you must sign. Please download it here, sign it and upload it again.")
        )
    found = check_pdf(content, anchors())
    # The seal of the office may be on it, too: what counts is a signature of a person.
    valid = [one for one in found if one.verdict == SignatureReport.Verdict.VALID]
    if not found:
        raise DocumentError(
            _("There is no signature in this PDF. Please sign it with your signature software.")
        )
    if not valid:
        raise DocumentError(
            _("The signature in this PDF cannot be confirmed. Please ask who issued it to you.")
        )
    qualified = [one for one in valid if one.qualified]
    if not qualified:
        raise DocumentError(
            _("The signature is valid, but not qualified. The law demands a qualified one here.")
        )
    return qualified[-1]


def _content(stored: StoredFile) -> bytes:
    with open_file(stored) as opened:
        content: bytes = opened.read()
    return content
