"""Archive time stamps are renewed before their certificates end: after that nobody could prove what they proved."""

from __future__ import annotations

import dataclasses
import logging
from datetime import datetime, timedelta
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.records.models import Document
from allmende.base.signatures.models import IssuedDocument, Level
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.queries import open_file

from .actions import file_copy
from .certificates import ends
from .keeping import means_of, sealer_in_use
from .sealing import Means, strengthen_pdf

logger = logging.getLogger(__name__)
#: So long before the end of the certificate: time stamp services can be down for weeks.
AHEAD = timedelta(days=90)


def note_stamps(most: int = 200) -> int:
    """Write down until when the archive's time stamps hold, where nobody has looked yet; returns how many."""
    rows = list(
        IssuedDocument.objects.filter(reached=Level.LTA, stamp_until=None, renewed_at=None)
        .select_related("file")
        .order_by("-pk")[:most]
    )
    for row in rows:
        # What cannot be read is not looked at again every day: its day has come already.
        row.stamp_until = _last_stamp(_content(row.file)) or row.issued_at
        row.save(update_fields=["stamp_until"])
    return len(rows)


def due_stamps(most: int) -> list[IssuedDocument]:
    """Documents whose archive time stamp must be renewed, the most urgent first; those too late are left."""
    now = timezone.now()
    rows = IssuedDocument.objects.filter(
        reached=Level.LTA, renewed_at=None, stamp_until__gt=now, stamp_until__lte=now + AHEAD
    )
    return list(rows.select_related("sealer", "file", "original").order_by("stamp_until")[:most])


def renew_stamp(*, issued: IssuedDocument) -> bool:
    """File a copy with one more time stamp over everything; False where it could not be had: asked again."""
    own = issued.original or issued
    document = Document.objects.filter(file_id=own.file_id).select_related("record").first()
    sealer = sealer_in_use() or issued.sealer
    if document is None or sealer is None or issued.sealer is None:
        return False
    try:
        stronger = strengthen_pdf(_content(issued.file), _both(means_of(sealer), means_of(issued.sealer)),
                                  Level.LTA, Level.LTA)  # fmt: skip
        until = _last_stamp(stronger)
    except Exception as error:  # each service fails in its own way; asked again tomorrow
        logger.warning("an archive time stamp was not renewed: %s", type(error).__name__)
        return False
    if until is None or issued.stamp_until is None or until <= issued.stamp_until:
        logger.warning(
            "an archive time stamp was not renewed: the service's certificate holds no longer than the old"
        )
        return False
    named = _("renewed time stamp")
    file_copy(document, own, sealer, stronger, Level.LTA, named=named, stamp_until=until, renewed=issued)
    return True


def _both(now: Means, then: Means) -> Means:
    """The services of today, with the roots of the old ones, by which the time stamp there is checked."""
    return dataclasses.replace(
        now, roots=[*now.roots, *then.roots], others=[*now.others, *then.others], fetchers=None
    )


def _content(file: StoredFile) -> bytes:
    with open_file(file) as opened:
        return opened.read()


def _last_stamp(content: bytes) -> datetime | None:
    """Until when the certificate of the newest time stamp over the whole document holds."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        stamps = PdfFileReader(BytesIO(content)).embedded_timestamp_signatures
        return ends(stamps[-1].signer_cert) if stamps else None
    except Exception:  # damaged in the store: others look after that
        return None
