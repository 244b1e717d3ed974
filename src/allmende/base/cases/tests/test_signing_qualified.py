"""The summary comes back with a qualified signature: of the invited person, on the very document."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from allmende.base.cases.tests.factories import fresh, make_procedure, send
from allmende.base.cases.tests.test_signing import MANIFEST, form
from allmende.base.cases.tests.test_signing_pages import link
from allmende.base.records.models import Document
from allmende.base.records.rendering import render_pdf
from allmende.base.signatures.checking.actions import trust_list
from allmende.base.signatures.cosigning.models import Signer, SigningRound
from allmende.base.signatures.seals.network import TimeStamps
from allmende.base.signatures.tests.conftest import read, trust, trust_service  # noqa: F401
from allmende.foundation.files.queries import open_file
from allmende.standins.pki import PASSWORD

QUALIFIED = MANIFEST.replace("role: Zweiter Halter", "way: qualified")


@pytest.fixture
def case(town, trust):  # noqa: F811
    trust_list(
        by=None,
        name="Testliste",
        address=f"{trust.url}/trusted-list.xml",
        signers=read(trust, "/pem/list").decode(),
    )
    version = make_procedure(procedure=QUALIFIED, form=form())
    second = {"given_name": "Erika", "family_name": "Musterfrau"}
    return fresh(send(version, second=second, second_email="max@example.org").case)


def summary() -> bytes:
    with open_file(SigningRound.objects.get().document) as opened:
        return opened.read()


def signed(trust, content: bytes, key: str = "/p12/person") -> bytes:  # noqa: F811
    signer = signers.SimpleSigner.load_pkcs12_data(read(trust, key), [], PASSWORD.encode())
    metadata = signers.PdfSignatureMetadata(field_name="Erika", subfilter=SigSeedSubFilter.PADES)
    made = signers.PdfSigner(metadata, signer, timestamper=TimeStamps(f"{trust.url}/tsa"))
    return made.sign_pdf(IncrementalPdfFileWriter(BytesIO(content))).getvalue()


def hand_in(client, content: bytes):
    upload = SimpleUploadedFile("antrag.pdf", content, "application/pdf")
    return client.post(link(), {"_do": "document", "signed": upload})


def test_the_signed_summary_is_taken_and_filed(case, client, trust):  # noqa: F811
    assert hand_in(client, signed(trust, summary())).status_code == 302
    signer = Signer.objects.get()
    assert (signer.state, signer.service) == ("signed", "qualified")
    assert Document.objects.filter(record__subject=case.subject, file=signer.signed_file).exists()
    assert fresh(case).due_on


def test_pressing_the_button_is_not_enough(case, client):
    assert client.post(link(), {"_do": "sign", "read": "yes"}).status_code == 422


def test_another_document_is_refused(case, client, trust):  # noqa: F811
    other = render_pdf(template="letter", data={"text": "X", "case": {"reference": "K7P"}}, title="X")
    assert hand_in(client, signed(trust, other)).status_code == 422


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"x" * 1000])
def test_what_is_no_signed_summary_is_refused(case, client, content):
    assert hand_in(client, content).status_code == 422
    assert hand_in(client, summary()).status_code == 422  # it came back without a signature
    assert Signer.objects.get().state == "invited"


def test_another_persons_signature_is_refused(case, client, trust):  # noqa: F811
    Signer.objects.update(name="Max Muster")
    assert hand_in(client, signed(trust, summary())).status_code == 422
    assert Signer.objects.get().signed_file is None
