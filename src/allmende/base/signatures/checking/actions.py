"""Checking received files; keeping trusted lists."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.records.models import Document
from allmende.base.signatures.administering import require_sealing
from allmende.base.signatures.models import SignatureReport, TrustedList
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.queries import may_open, open_file
from allmende.foundation.outgoing import UnreachableError, call

from .attached import Attached
from .documents import check_other
from .events import SignatureChecked, TrustedListRemoved, TrustedListSaved
from .found import NO_DOCUMENT, Verdict, verdict_of
from .lists import LARGEST, ListRefusedError, by_hand, read_list
from .others import carries_other_signature
from .pdf import check_pdf
from .trust import anchors

#: with so many files, and bytes of them, a signature of its own file is compared
MOST_BESIDE, LARGEST_BESIDE = 50, 64 * 1024 * 1024


def check_file(*, file: StoredFile) -> SignatureReport | None:
    """Check the signatures of a received file and keep the report, instead of an earlier one; None: it has none."""
    with open_file(file) as opened:
        content = opened.read()
    if file.media_type == "application/pdf":
        found = check_pdf(content, anchors())
    elif carries_other_signature(content):
        found = check_other(content, file.name, beside(file), anchors())
    else:
        found = []
    if not found:
        return None
    verdict = verdict_of(found)
    with transaction.atomic():
        report, _made = SignatureReport.objects.update_or_create(
            file=file,
            defaults={
                "verdict": verdict, "signatures": [one.as_json() for one in found], "checked_at": timezone.now(),
            },
        )  # fmt: skip
        if file.owner:
            checked = SignatureChecked(file=str(file.pk), verdict=verdict.value)
            record(checked, stream=file.owner, actor=SYSTEM)
    return report


def beside(file: StoredFile) -> list[Attached]:
    """What arrived in the same records: a signature of its own file signs one of these; so much as we compare."""
    records = Document.objects.filter(file=file).values("record")
    rows = StoredFile.objects.filter(
        pk__in=Document.objects.filter(record__in=records).exclude(file=file).values("file")
    ).order_by("pk")[:MOST_BESIDE]  # fmt: skip
    found: list[Attached] = []
    left = LARGEST_BESIDE
    for row in rows:
        left -= row.size
        if left < 0:
            break
        if may_open(row):
            with open_file(row) as opened:
                found.append(Attached(row.name, opened.read()))
    return found


def waiting_for(document: Document) -> list[StoredFile]:
    """Signatures in the same record whose file was not there yet."""
    files = Document.objects.filter(record=document.record).exclude(pk=document.pk).values("file")
    reports = SignatureReport.objects.filter(file__in=files, verdict=Verdict.UNKNOWN).select_related("file")
    return [
        report.file for report in reports
        if any(one.get("why") == NO_DOCUMENT for one in report.signatures)
    ]  # fmt: skip


def trust_list(*, by: User | None, name: str, address: str, signers: str) -> TrustedList:
    """Read the trusted list at ``address`` now and every day; ``signers``: PEM of who may sign it.

    Raises ``ListRefusedError`` in words.
    """
    require_sealing(by)
    services, sequence, until = _fetched(address, signers, 0)
    return _save(by, name, services, address=address, signers=signers, sequence=sequence, next_update=until)


def trust_certificates(*, by: User | None, name: str, certificates: str) -> TrustedList:
    """Trust these certificates (PEM) without a list; raises ``ListRefusedError`` in words."""
    require_sealing(by)
    try:
        services = by_hand(name, certificates)
    except (ValueError, TypeError) as error:
        raise ListRefusedError(_("These are no certificates in PEM.")) from error
    if not services:
        raise ListRefusedError(_("These are no certificates in PEM."))
    return _save(by, name, services)


@transaction.atomic
def remove_trusted_list(*, by: User | None, trusted: TrustedList) -> None:
    """Trust it no longer; reports made so far stay as they were made."""
    require_sealing(by)
    record(
        TrustedListRemoved(name=trusted.name), stream="trusted-lists", actor=actor_of(by) if by else SYSTEM
    )
    trusted.delete()


def read_again(*, trusted: TrustedList) -> None:
    """Read a list anew; where that fails, what was read before stays and the problem is kept."""
    try:
        services, sequence, until = _fetched(trusted.address, trusted.signers, trusted.sequence)
    except ListRefusedError as error:
        trusted.problem = str(error)[:300]
        trusted.save(update_fields=["problem"])
        return
    trusted.services, trusted.sequence, trusted.next_update = services, sequence, until
    trusted.read_at, trusted.problem = timezone.now(), ""
    trusted.save()


def _fetched(address: str, signers: str, known: int) -> tuple[list[dict[str, object]], int, datetime | None]:
    try:
        answer = call("GET", address, largest=LARGEST, seconds=20)
    except (UnreachableError, ValueError) as error:
        raise ListRefusedError(_("The list cannot be read at this address.")) from error
    if not answer.ok:
        raise ListRefusedError(_("The list cannot be read at this address."))
    try:
        found = read_list(answer.body, signers)
    except ListRefusedError:
        raise
    except ValueError as error:
        raise ListRefusedError(_("These are no certificates in PEM.")) from error
    if found.sequence < known:
        raise ListRefusedError(_("The list is older than the one that was read before."))
    return found.services, found.sequence, found.next_update


@transaction.atomic
def _save(by: User | None, name: str, services: list[dict[str, object]], **values: object) -> TrustedList:
    saved, _made = TrustedList.objects.update_or_create(
        name=name[:200], defaults={**values, "services": services, "read_at": timezone.now(), "problem": ""}
    )
    granted = sum(1 for service in services if service["granted"])
    record(
        TrustedListSaved(name=saved.name, services=granted), stream="trusted-lists",
        actor=actor_of(by) if by else SYSTEM,
    )  # fmt: skip
    return saved
