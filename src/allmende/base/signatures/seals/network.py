"""What sealing and checking ask of others over HTTP: time stamps, OCSP answers, revocation lists.

Whoever did not answer is left alone for some minutes, so that the next document does not wait for it again.
What says whether a certificate holds is signed and public: it may come over plain http, as its addresses mostly do.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import crl, ocsp, tsp, x509
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.errors import CRLFetchError, OCSPFetchError
from pyhanko_certvalidator.fetchers.api import CertificateFetcher, CRLFetcher, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    process_ocsp_response_data,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

from allmende.foundation.outgoing import Answer, UnreachableError, send

SECONDS = 3
LARGEST = 20_000_000
#: so long a service that failed is not asked again
REST = 300
#: so long an answer about a certificate is used again
FRESH = 300
#: a document may make us ask so many questions
QUESTIONS = 20
_resting: dict[str, float] = {}


def ask(method: str, address: str, body: bytes | None = None, **headers: str) -> Answer:
    """One question; raises ``UnreachableError`` where nobody answers well, or nobody did some minutes ago."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnreachableError("no address on the web")
    place = f"{parts.scheme}://{parts.netloc}{parts.path}"
    if _resting.get(place, 0) > time.monotonic():
        raise UnreachableError(f"{parts.hostname} did not answer some minutes ago")
    try:
        answer = send(method, address, body=body, headers=headers, seconds=SECONDS, largest=LARGEST)
        if not answer.ok:
            raise UnreachableError(f"{parts.hostname} answered {answer.status}")
    except UnreachableError:
        _resting[place] = time.monotonic() + REST
        raise
    _resting.pop(place, None)
    return answer


def forget_failures() -> None:
    """Ask everybody again: for tests and for who has just changed the settings."""
    _resting.clear()


class TimeStamps(TimeStamper):
    """A time stamp service (RFC 3161); ``login`` is "user:password"."""

    def __init__(self, url: str, login: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url, self.login = url, login

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        if self.login:
            headers["Authorization"] = f"Basic {base64.b64encode(self.login.encode()).decode()}"
        try:
            answer = ask("POST", self.url, req.dump(), **headers)
            reply = tsp.TimeStampResp.load(answer.body)
            stamped = reply["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
            if stamped["message_imprint"].native != req["message_imprint"].native:
                raise ValueError("it is over something else")
        except (UnreachableError, ValueError, TypeError, KeyError) as error:
            raise TimestampRequestError(f"no time stamp: {error}") from error
        return reply


class Status(OCSPFetcher):
    """OCSP (RFC 6960), answers used again for some minutes."""

    def __init__(self, left: Questions) -> None:
        self._left = left
        self._known: dict[Any, tuple[float, ocsp.OCSPResponse]] = {}

    async def fetch(self, cert: Any, authority: Any) -> ocsp.OCSPResponse:
        tag = issuer_serial(cert)
        at, found = self._known.get(tag, (0.0, None))
        if found is not None and time.monotonic() - at < FRESH:
            return found
        question = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=False)
        for url in get_ocsp_urls(cert):
            try:
                self._left.spend()
                answer = ask("POST", url, question.dump(), **{"Content-Type": "application/ocsp-request"})
                found = process_ocsp_response_data(answer.body, ocsp_request=question, ocsp_url=url)
            except (UnreachableError, ValueError):
                continue
            self._known[tag] = (time.monotonic(), found)
            return found
        raise OCSPFetchError("nobody says whether the certificate holds")

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        return [found for _at, found in self._known.values()]

    def fetched_responses_for_cert(self, cert: Any) -> Iterable[ocsp.OCSPResponse]:
        found = self._known.get(issuer_serial(cert))
        return [found[1]] if found else []


class Lists(CRLFetcher):
    """Revocation lists (RFC 5280), used again for some minutes."""

    def __init__(self, left: Questions) -> None:
        self._left = left
        self._known: dict[Any, tuple[float, list[crl.CertificateList]]] = {}

    async def fetch(self, cert: Any, *, use_deltas: Any = None) -> Iterable[crl.CertificateList]:
        tag = issuer_serial(cert)
        at, found = self._known.get(tag, (0.0, []))
        if found and time.monotonic() - at < FRESH:
            return found
        found = []
        for point in get_relevant_crl_dps(cert, use_deltas=bool(use_deltas)):
            for url in enumerate_delivery_point_urls(point):
                try:
                    self._left.spend()
                    found.append(crl.CertificateList.load(ask("GET", url).body, strict=True))
                except (UnreachableError, ValueError) as error:
                    raise CRLFetchError("no revocation list") from error
        self._known[tag] = (time.monotonic(), found)
        return found

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        return [entry for _at, found in self._known.values() for entry in found]

    def fetched_crls_for_cert(self, cert: Any) -> Iterable[crl.CertificateList]:
        return self._known[issuer_serial(cert)][1]


class NoCertificates(CertificateFetcher):
    """Issuers are never fetched: their addresses would come from a certificate that nobody trusts yet."""

    async def fetch_cert_issuers(self, cert: Any) -> Any:
        for nothing in list[x509.Certificate]():
            yield nothing

    async def fetch_crl_issuers(self, certificate_list: Any) -> Any:
        for nothing in list[x509.Certificate]():
            yield nothing

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        return []


class Questions:
    """How many questions may still be asked."""

    def __init__(self, most: int = QUESTIONS) -> None:
        self.most = most

    def spend(self) -> None:
        self.most -= 1
        if self.most < 0:
            raise UnreachableError("too many questions for one document")


def fetchers(most: int = QUESTIONS) -> Fetchers:
    """Who asks; keep it to use its answers again."""
    left = Questions(most)
    return Fetchers(Status(left), Lists(left), NoCertificates())
