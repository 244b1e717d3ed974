"""A decision sealed for the archive (PAdES B-LTA) by the local trust service, beside the bare work of it.

The floor: as many signatures with the same key over the same bytes, and the same calls to the time stamp service.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

from allmende.base.records.rendering import render_pdf
from allmende.base.signatures.contrib.pkcs12 import Settings
from allmende.base.signatures.seals.actions import save_sealer
from allmende.base.signatures.seals.keeping import means_of
from allmende.base.signatures.seals.sealing import seal_pdf
from allmende.foundation.outgoing import call
from allmende.standins.pki import PASSWORD
from allmende.standins.running import running
from bench.figure import Figure, at_least
from bench.world import municipality

DOCUMENTS = 40
PER_SECOND = 5
_STAMPED = {"Content-Type": "application/timestamp-query"}


def figures() -> Iterator[Figure]:
    with municipality(), running("trust") as trust:
        bundle = call("GET", f"{trust.url}/p12/seal").body
        settings = Settings.model_validate({"file": base64.b64encode(bundle).decode(), "password": PASSWORD})
        sealer = save_sealer(
            by=None,
            label="Siegel",
            store="pkcs12",
            settings=settings,
            level="B-LTA",
            tsa_url=f"{trust.url}/tsa",
        )
        means = means_of(sealer)
        data = {"text": "Ihr Antrag wird bewilligt.\n\n" * 20, "case": {"reference": "K7P-4MZ-Q2X-H"}}
        document = render_pdf(template="letter", data=data, title="Bescheid")
        _sealed, reached = seal_pdf(document, means, "B-LTA")
        if reached != "B-LTA":
            raise RuntimeError(f"only {reached} was reached")
        cpu = _cpu_seconds(lambda: seal_pdf(document, means, "B-LTA"))
        floor = _cpu_seconds(lambda: _bare(document, bundle, f"{trust.url}/tsa"))
        yield at_least(
            "documents sealed for the archive (B-LTA) per core", 1 / cpu, PER_SECOND, "/s", floor=round(1 / floor, 1),
            floor_is="bare CMS signature and the same two calls",
        )  # fmt: skip


def _cpu_seconds(work: Callable[[], object]) -> float:
    """What one costs this side's processor: the other side's work is not ours, and a busy machine not our doing."""
    started = time.process_time()
    for _number in range(DOCUMENTS):
        work()
    return (time.process_time() - started) / DOCUMENTS


def _bare(document: bytes, bundle: bytes, tsa: str) -> None:
    key, certificate, _others = _opened(bundle)
    builder = PKCS7SignatureBuilder().set_data(document).add_signer(certificate, key, hashes.SHA256())
    builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    for _stamp in range(2):
        call("POST", tsa, body=_question(document), headers=_STAMPED)


@functools.cache
def _opened(bundle: bytes) -> Any:
    return pkcs12.load_key_and_certificates(bundle, PASSWORD.encode())


def _question(document: bytes) -> bytes:
    from asn1crypto import tsp

    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(document).digest()}
    return bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True}).dump())
