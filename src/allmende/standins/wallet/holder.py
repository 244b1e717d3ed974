"""The wallet itself: finds what was asked for, proves that it holds the key, encrypts the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from .issuer import VCT, Issuer, Pid, changed
from .jose import compact, digest, sign
from .pki import new_key
from .relying import Asked, BadRequestError

_DAY = 24 * 3600


class Wallet:
    """Holds one key; ``faults`` says what to do wrong now."""

    def __init__(self, issuer: Issuer, faults: Callable[[], Mapping[str, Any]]) -> None:
        self._issuer, self._faults, self._key = issuer, faults, new_key()
        self._last = ""

    def answer(self, asked: Asked, person: Mapping[str, Any], base: str) -> dict[str, str]:
        """The form that is posted to the relying party (section 8.3.1, ``direct_post.jwt``)."""
        faults = self._faults()
        query = asked.claims["dcql_query"]["credentials"][0]
        if query["format"] != "dc+sd-jwt" or VCT not in query["meta"]["vct_values"]:
            raise BadRequestError("Nach so etwas hat diese Wallet nichts.")
        pid = self._issuer.issue(person, self._key.public_key(), base, faults)
        chosen = _chosen(pid, [tuple(claim["path"]) for claim in query["claims"]], faults)
        presentation = self._presented(pid, chosen, asked.claims, faults)
        if faults.get("replayed"):
            presentation = self._last
        self._last = presentation
        body = {"vp_token": {query["id"]: [presentation]}, "state": asked.claims["state"]}
        if faults.get("wrong_state"):
            body["state"] = "fremd"
        if faults.get("unencrypted"):
            return {"vp_token": compact(body["vp_token"]), "state": str(body["state"])}
        return {
            "response": _encrypted(
                body, asked.claims["client_metadata"], other=bool(faults.get("other_encryption"))
            )
        }

    def decline(self, asked: Asked) -> dict[str, str]:
        """The person does not want to (section 8.5)."""
        body = {"error": "access_denied", "state": asked.claims["state"]}
        return {"response": _encrypted(body, asked.claims["client_metadata"])}

    def _presented(
        self, pid: Pid, chosen: list[str], request: Mapping[str, Any], faults: Mapping[str, Any]
    ) -> str:
        shown = "".join(f"{part}~" for part in [pid.signed, *chosen])
        if faults.get("no_key_binding"):
            return shown
        now = int(time.time())
        claims = {
            "iat": now - _DAY if faults.get("old_proof") else now,
            "aud": request["client_id"],
            "nonce": "von-gestern-und-ganz-woanders" if faults.get("wrong_nonce") else request["nonce"],
            "sd_hash": digest(shown),
        }
        if faults.get("wrong_aud"):
            other = faults["wrong_aud"]
            claims["aud"] = other if isinstance(other, str) else "x509_hash:fremd"
        header = {"alg": "none" if faults.get("kb_alg_none") else "ES256", "typ": "kb+jwt"}
        proof = sign(new_key() if faults.get("other_key") else self._key, header, claims)
        if faults.get("other_disclosures"):
            shown = "".join(f"{part}~" for part in [pid.signed, *chosen[:-1]])
        return shown + proof


def _chosen(pid: Pid, paths: list[tuple[str, ...]], faults: Mapping[str, Any]) -> list[str]:
    """The disclosures that reveal ``paths``, those above them included, and nothing else."""
    wanted: dict[tuple[str, ...], str] = {}
    for path in paths:
        under = {known: text for known, text in pid.disclosures.items() if known[: len(path)] == path}
        if not under:
            raise BadRequestError("Ihre Wallet hat nicht alles, wonach gefragt wird.")
        above = (path[:length] for length in range(1, len(path)))
        wanted |= {known: pid.disclosures[known] for known in above if known in pid.disclosures} | under
    if faults.get("disclosed_more"):
        wanted |= pid.disclosures
    if faults.get("withheld"):
        wanted.popitem()
    chosen = list(wanted.values())
    if faults.get("tampered_disclosure"):
        chosen[-1] = changed(chosen[-1])
    return chosen


def _encrypted(body: Mapping[str, Any], metadata: Mapping[str, Any], *, other: bool = False) -> str:
    """ECDH-ES to the key that the request names (RFC 7516)."""
    from joserfc import jwe
    from joserfc.jwk import ECKey

    named = next(key for key in metadata["jwks"]["keys"] if key.get("use", "enc") == "enc")
    key = ECKey.generate_key("P-256") if other else ECKey.import_key(named)
    header = {
        "alg": "ECDH-ES",
        "enc": metadata["encrypted_response_enc_values_supported"][-1],
        "kid": named["kid"],
    }
    return jwe.encrypt_compact(header, compact(body).encode(), key)
