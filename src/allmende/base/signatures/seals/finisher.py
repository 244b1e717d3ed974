"""Receipts and decisions get a code by which anyone can verify them; decisions and certificates are sealed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.records.finishing import Coming, Finisher, Finishing, UnfinishedError
from allmende.base.signatures.models import IssuedDocument, Sealer
from allmende.foundation.files.models import StoredFile
from allmende.foundation.ids import new_reference
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.queries import absolute_url

from .keeping import means_of, sealer_in_use
from .sealing import SealFailedError, seal_pdf
from .stores import KeyStoreError

logger = logging.getLogger(__name__)
#: kinds with a code, and those of them that are sealed wherever there is something to seal with
VERIFIABLE = ("receipt", "decision", "certificate")
SEALED = ("decision", "certificate")
CODE_LENGTH = 12
_MASK = 2


class Proof(Finishing):
    """Code and seal of one document."""

    def __init__(self, coming: Coming, sealer: Sealer | None) -> None:
        self.coming = coming
        self.sealer = sealer
        self.code = new_reference(CODE_LENGTH)
        self.reached = ""
        self.failed = False

    def printed(self) -> Mapping[str, Any]:
        address = absolute_url(reverse("signatures:verify"))
        sealed = self.sealer is not None and not self.failed
        lines = [_("This document is electronically sealed.")] if sealed else []
        lines.append(_("Anyone can check whether it is genuine and unchanged:"))
        return {
            "lines": [" ".join(lines)],
            "address": address.partition("://")[2],
            "code": self.code,
            "label": _("Code"),
            "qr": _qr(f"{address}?code={self.code}"),
            "alt": _("QR code that leads to the check of this document"),
        }

    def finish(self, content: bytes) -> bytes:
        if self.sealer is None or self.failed:
            return content
        name = current_tenant().name
        try:
            sealed, self.reached = seal_pdf(
                content, means_of(self.sealer), self.sealer.level, name=name, reason=_("Electronic seal")
            )
        except (KeyStoreError, SealFailedError) as error:
            logger.error("a document was not sealed: %s", error)
            self.failed = True
            raise UnfinishedError from error
        return sealed

    def stored(self, file: StoredFile) -> None:
        unit = self.coming.data.get("unit") or {}
        IssuedDocument.objects.create(
            code=self.code, sha256=file.sha256, kind=self.coming.kind, office=str(unit.get("name") or "")[:200],
            issued_at=timezone.now(), file=file, sealer=self.sealer, reached=self.reached,
            wanted=self.sealer.level if self.sealer else "",
        )  # fmt: skip


class Sealing(Finisher):
    key = "seal"

    def begin(self, coming: Coming) -> Finishing | None:
        if coming.kind not in VERIFIABLE:
            return None
        return Proof(coming, sealer_in_use() if coming.kind in SEALED else None)


def _qr(text: str) -> str:
    out = BytesIO()
    symbol_of(text).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def symbol_of(text: str) -> Any:
    """The QR code of ``text``: readers take any mask (ISO/IEC 18004), and trying all eight takes ten times as long."""
    import segno

    return segno.make(text, error="m", micro=False, mask=_MASK)
