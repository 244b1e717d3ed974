"""Setting up the seal; completing seals whose services were down."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.records.actions import file_strengthened
from allmende.base.records.models import Document
from allmende.base.signatures.administering import require_sealing
from allmende.base.signatures.models import IssuedDocument, Level, Sealer
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.files.actions import store_bytes
from allmende.foundation.files.queries import open_file
from allmende.foundation.secrecy import seal, seal_model

from .certificates import as_pem, ends, holder_of, in_order, read_certificates
from .events import SealerSaved, SealingStopped, SealStrengthened
from .keeping import means_of, sealer_in_use
from .sealing import LEVELS, SealFailedError, seal_pdf, strengthen_pdf
from .stores import KeyStoreError, key_stores

logger = logging.getLogger(__name__)


def save_sealer(
    *,
    by: User | None,
    label: str,
    store: str,
    settings: BaseModel,
    level: str,
    tsa_url: str = "",
    tsa_login: str = "",
    issuers: str = "",
) -> Sealer:
    """Seal with this from now on; ``by`` None is the system. The key must sign, and its certificate must hold.

    ``issuers``: PEM of certificates that the key store does not know, such as the time stamp service's root.
    Raises ``KeyStoreError`` in words, ``PermissionDenied``.
    """
    from .network import forget_failures  # loads pyHanko

    require_sealing(by)
    forget_failures()
    signer = key_stores[store].signer(settings)
    try:
        asyncio.run(signer.async_sign_raw(b"trial", "sha256"))
        own = signer.signing_cert
        known = [*list(signer.cert_registry), *read_certificates(issuers)]
    except KeyStoreError:
        raise
    except Exception as error:  # whatever libraries and devices raise
        raise KeyStoreError(
            _("The key does not sign: %(error)s") % {"error": type(error).__name__}
        ) from error
    if own is None or ends(own) < timezone.now():
        raise KeyStoreError(_("The certificate has expired."))
    chain = in_order(known, own)
    chain += [one for one in read_certificates(issuers) if one not in chain]
    with transaction.atomic():
        Sealer.objects.filter(is_active=True).update(is_active=False)
        made = Sealer.objects.create(
            label=label[:120], store=store, settings=seal_model(settings),
            level=Level(level), tsa_url=tsa_url, tsa_login=seal(tsa_login) if tsa_login else "",
            certificates=as_pem(chain), holder=holder_of(own)[:300], valid_until=ends(own),
        )  # fmt: skip
        record(
            SealerSaved(
                sealer=str(made.pk), store=store, level=made.level, valid_until=made.valid_until.isoformat()
            ),
            stream="sealer", actor=_actor(by),
        )  # fmt: skip
    return made


@transaction.atomic
def stop_sealing(*, by: User | None) -> None:
    """Seal nothing from now on; what was sealed stays so."""
    require_sealing(by)
    for sealer in Sealer.objects.select_for_update().filter(is_active=True):
        sealer.is_active = False
        sealer.save(update_fields=["is_active"])
        record(SealingStopped(sealer=str(sealer.pk)), stream="sealer", actor=_actor(by))


def complete_seal(*, issued: IssuedDocument) -> bool:
    """Bring the seal of a document that we handed out nearer to the level wanted: a copy with what lacked.

    The copy is filed beside the document and begins with the very bytes that were handed out. False where nothing
    was won: services are still down, the document was never filed, or everything is there.
    """
    document = Document.objects.filter(file_id=issued.file_id).select_related("record").first()
    best = max([issued, *issued.copies.select_related("sealer", "file")], key=_rank)
    if issued.sealer is None or document is None or best.reached == issued.wanted:
        return False
    with open_file(best.file) as file:
        content = file.read()
    # What was not sealed at all is sealed with the key of today: the old one may be the reason.
    sealer = best.sealer if best.reached else sealer_in_use()
    try:
        stronger, reached = _stronger(content, best, sealer or issued.sealer)
    except (KeyStoreError, SealFailedError) as error:
        logger.warning("a seal was not completed: %s", error)
        return False
    except Exception as error:  # each service fails in its own way; asked again later
        logger.warning("a seal was not completed: %s", type(error).__name__)
        return False
    file_copy(document, issued, sealer or issued.sealer, stronger, reached)
    return True


def _rank(issued: IssuedDocument) -> int:
    return LEVELS.index(Level(issued.reached)) + 1 if issued.reached else 0


def _stronger(content: bytes, issued: IssuedDocument, sealer: Sealer) -> tuple[bytes, str]:
    means = means_of(sealer)
    if not issued.reached:
        made, reached = seal_pdf(content, means, issued.wanted, reason=_("Electronic seal"))
        return made, reached
    return strengthen_pdf(content, means, issued.reached, issued.wanted), issued.wanted


@transaction.atomic
def file_copy(
    document: Document,
    original: IssuedDocument,
    sealer: Sealer,
    content: bytes,
    reached: str,
    *,
    named: str = "",
    stamp_until: datetime | None = None,
    renewed: IssuedDocument | None = None,
) -> None:
    """File a stronger copy beside the document; ``renewed`` is the copy whose time stamp it goes beyond."""
    named, name = named or _("completed seal"), document.file.name.removesuffix(".pdf")
    stored = store_bytes(
        content=content,
        name=f"{name} ({named}).pdf",
        media_type="application/pdf",
    )
    filed = file_strengthened(document=document, file=stored, title=f"{document.title} ({named})")
    IssuedDocument.objects.create(
        code=original.code, sha256=stored.sha256, kind=original.kind, office=original.office,
        issued_at=timezone.now(), file=stored, sealer=sealer, wanted=original.wanted, reached=reached,
        original=original, stamp_until=stamp_until,
    )  # fmt: skip
    if renewed is not None:
        IssuedDocument.objects.filter(pk=renewed.pk).update(renewed_at=timezone.now())
    record(
        SealStrengthened(document=str(filed.pk), reached=reached),
        stream=document.record.subject,
        actor=SYSTEM,
    )


def _actor(by: User | None) -> Actor:
    return actor_of(by) if by else SYSTEM
