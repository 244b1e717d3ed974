"""Log-in by BundID: what our side does from the button to the page behind it, beside the bare cryptography."""

from __future__ import annotations

import base64
import html
import re
import statistics
import time
from collections.abc import Iterator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.test import Client
from lxml import etree

from allmende.base.identity.actions import save_service
from allmende.base.identity.contrib.saml.keys import new_key
from allmende.standins.bundid import xml
from allmende.standins.bundid.answers import Answers
from allmende.standins.bundid.party import Asked, Party, read_party
from allmende.standins.bundid.persons import ATTRIBUTES, BPK2, PERSONS
from bench.figure import Figure, at_most, median_ms
from bench.world import HOST, municipality

RUNS = 40
IDP = "https://id.bund.example"
ACS = "/konto/dienste/bundid/saml/antwort/"
WANTED = [f"urn:oid:{oid}" for oid, _label in ATTRIBUTES.values()] + [f"urn:oid:{BPK2}"]


def figures() -> Iterator[Figure]:
    with municipality():
        pair = xml.new_pair("bund")
        key, certificate = new_key("bench")  # 3072 bits, as the command makes it
        save_service(
            key="bundid", provider="bundid", label="BundID", audience="citizen", level="high", by=None,
            settings={
                "base_url": f"http://{HOST}", "keys": [{"key": key, "certificate": certificate}],
                "idp_entity_id": f"{IDP}/metadata", "sso_url": f"{IDP}/sso", "idp_certificates": [pair.certificate],
            },
        )  # fmt: skip
        browser = Client(headers={"host": HOST})
        party = read_party(browser.get("/konto/dienste/bundid/saml/metadaten/").content)
        answers = Answers(IDP, pair, pair, {})
        # A client loads the middleware anew, which a server does once: these two are used again, without cookies.
        stranger = Client(headers={"host": HOST})
        times = [_log_in(browser, stranger, answers, party) for _ in range(RUNS + 3)][3:]
        yield at_most(
            "log-in by BundID, all our requests", statistics.median(times), 60, "ms CPU",
            floor=_bare(pair, key, certificate),
            floor_is="sign a question, decrypt an answer, check its signature",
        )  # fmt: skip


def _log_in(browser: Client, stranger: Client, answers: Answers, party: Party) -> float:
    """Milliseconds of CPU that the three requests take; BundID's own work in between does not count."""
    browser.cookies.clear()
    spent = time.process_time()
    page = browser.get("/konto/ausweisen/", {"service": "bundid", "level": "substantial", "next": "/konto/"})
    spent = time.process_time() - spent
    found = re.search(r'name="SAMLRequest" value="([^"]*)"', page.content.decode())
    question = etree.fromstring(base64.b64decode(html.unescape(found[1]))) if found else etree.Element("none")
    asked = Asked(party, question.get("ID", ""), "", WANTED, 3)
    answer = base64.b64encode(answers.response(asked, PERSONS["klara"], "substantial")).decode()
    began = time.process_time()
    received = stranger.post(ACS, {"SAMLResponse": answer})
    last = browser.get(received["Location"])
    if last.status_code != 302 or last["Location"] != "/konto/":
        raise RuntimeError(f"the log-in of the bench ended with {last.status_code}")
    return (spent + time.process_time() - began) * 1000


def _bare(pair: xml.Pair, pem: str, certificate: str) -> float:
    """One signature, one decryption and one check on as many bytes as an answer has."""
    own = load_pem_private_key(pem.encode(), None)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    pss, pkcs = padding.PSS(padding.MGF1(hashes.SHA256()), 32), padding.PKCS1v15()
    content, secret = b"x" * 8000, AESGCM.generate_key(256)
    body = "".join(certificate.splitlines()[1:-1])
    wrapped = xml.public_key(body).encrypt(secret, oaep)
    closed = AESGCM(secret).encrypt(b"0" * 12, content, None)
    signature, its = pair.key.sign(content, pkcs, hashes.SHA256()), pair.key.public_key()

    def work() -> None:
        own.sign(content[:3000], pss, hashes.SHA256())  # type: ignore[call-arg,union-attr,arg-type]
        plain = AESGCM(own.decrypt(wrapped, oaep)).decrypt(b"0" * 12, closed, None)  # type: ignore[union-attr]
        its.verify(signature, plain, pkcs, hashes.SHA256())

    return median_ms(work, clock=time.process_time)
