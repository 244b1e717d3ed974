"""PDF documents sealed as PAdES (ETSI EN 319 142-1), as strongly as the services of the moment allow.

What comes later (proof, time stamps) is appended: the bytes that were handed out stay the beginning of the file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from allmende.base.signatures.models import Level

if TYPE_CHECKING:
    from pyhanko.sign.signers import PdfTimeStamper, Signer
    from pyhanko_certvalidator import ValidationContext

    from .network import TimeStamps

logger = logging.getLogger(__name__)
FIELD = "Siegel"
#: from weak to strong
LEVELS = [Level.B, Level.T, Level.LT, Level.LTA]
#: A process that seals asks the same few questions all day; they are limited for documents from outside only.
_MANY = 1_000_000


class SealFailedError(Exception):
    """No seal at all: the key cannot be used or its certificate is revoked; the message says why."""


@dataclass
class Means:
    """What a document is sealed with; kept in the process, as keys and answers are used again."""

    signer: Signer
    stamps: TimeStamps | None
    #: DER or asn1crypto certificates that end the chains of the seal and of the time stamps
    roots: Sequence[Any]
    others: Sequence[Any] = ()
    fetchers: Any = field(default=None)

    def context(self) -> ValidationContext:
        from pyhanko_certvalidator import ValidationContext

        from .network import fetchers

        if self.fetchers is None:
            self.fetchers = fetchers(_MANY)
        return ValidationContext(
            trust_roots=list(self.roots), other_certs=list(self.others), allow_fetching=True,
            fetchers=self.fetchers, revocation_mode="hard-fail",
        )  # fmt: skip


def seal_pdf(
    content: bytes, means: Means, level: str, *, name: str = "", reason: str = ""
) -> tuple[bytes, Level]:
    """``content`` with a seal, and the level that was reached: ``level``, or what the services allow.

    Raises ``SealFailedError`` where not even the plain seal can be put.
    """
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    wanted = Level(level) if means.stamps else Level.B
    reached = Level.LT if wanted == Level.LTA else wanted
    while True:
        try:
            sealed = _sealed(content, means, reached, name, reason)
            break
        except TimestampRequestError as error:
            logger.warning("sealed without a time stamp: %s", error)
            reached = wanted = Level.B
        except Exception as error:
            if _is_revoked(error):
                raise SealFailedError("the certificate is revoked") from error
            if reached in (Level.B, Level.T):
                raise SealFailedError(f"{type(error).__name__}: {error}") from error
            logger.warning("sealed without proof of validity: %s", error)
            reached = wanted = Level.T
    if wanted != Level.LTA:
        return sealed, reached
    try:
        return _stamped(sealed, means, means.context()), Level.LTA
    except Exception as error:  # whatever the service answers: the seal stands
        logger.warning("sealed without the archive's time stamp: %s", error)
        return sealed, Level.LT


def strengthen_pdf(content: bytes, means: Means, reached: str, wanted: str) -> bytes:
    """A sealed PDF with what its ``wanted`` level lacks, appended; at the archive's level, one more time stamp.

    Raises whatever the services raise: try again later.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    context = means.context()
    reader = PdfFileReader(BytesIO(content))
    if not reader.embedded_regular_signatures:
        raise SealFailedError("the document carries no seal")
    if reached == Level.LTA:
        output = BytesIO(content)
        _stamper(means).update_archival_timestamp_chain(PdfFileReader(output), context)
        return output.getvalue()
    if wanted == Level.T:
        return _stamped(content, means, None)
    if reached != Level.LT:
        output = BytesIO(content)
        asyncio.run(_add_proof(PdfFileReader(output).embedded_regular_signatures[0], context))
        content = output.getvalue()
    # Proof alone says nothing of the time: where the seal has no time stamp of its own, this is it.
    return content if (reached, wanted) == (Level.T, Level.LT) else _stamped(content, means, context)


def _stamper(means: Means) -> PdfTimeStamper:
    from pyhanko.sign.signers import PdfTimeStamper

    if means.stamps is None:
        raise SealFailedError("no time stamp service is set")
    return PdfTimeStamper(means.stamps, invis_settings=_invisible(), readable_field_name=_("Time stamp"))


def _stamped(content: bytes, means: Means, context: ValidationContext | None) -> bytes:
    """One more time stamp over the whole document, with the proof that its service's certificate holds."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    output = BytesIO(content)
    _stamper(means).timestamp_pdf(
        IncrementalPdfFileWriter(output), "sha256", validation_context=context, in_place=True
    )
    return output.getvalue()


async def _add_proof(signature: Any, context: ValidationContext) -> None:
    from pyhanko.sign.validation import async_add_validation_info  # type: ignore[attr-defined]

    await async_add_validation_info(signature, context, in_place=True)


def _sealed(content: bytes, means: Means, level: Level, name: str, reason: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    writer = IncrementalPdfFileWriter(BytesIO(content))
    proof = level == Level.LT
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name or None,
        reason=reason or None, embed_validation_info=proof,
        validation_context=means.context() if proof else None, dss_settings=_dss(),
    )  # fmt: skip
    spec = SigFieldSpec(FIELD, invis_sig_settings=_invisible(), readable_field_name=reason or FIELD)
    signer = PdfSigner(
        metadata, means.signer, timestamper=None if level == Level.B else means.stamps, new_field_spec=spec
    )
    signed: BytesIO = signer.sign_pdf(writer)
    return signed.getvalue()


def _is_revoked(error: BaseException | None) -> bool:
    from pyhanko_certvalidator.errors import RevokedError

    return error is not None and (
        isinstance(error, RevokedError) or _is_revoked(error.__cause__ or error.__context__)
    )


def _dss() -> Any:
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings

    return DSSContentSettings(include_vri=False)


def _invisible() -> Any:
    """A field that is printed, as PDF/A asks, and off the page, as PDF/UA asks of fields that nobody sees."""
    from pyhanko.sign.fields import InvisSigSettings

    return InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
