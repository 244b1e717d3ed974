"""Whether a certificate leads to somebody whom we trust, and still holds: the same for every kind of signature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .found import EXPIRED, NO_ANSWER, NO_REASON, REVOKED, STRANGER, Verdict
from .trust import Anchor

if TYPE_CHECKING:
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

#: ETSI EN 319 412-5: the certificate is qualified, its key in a qualified device (0.4.0.1862.1.1 and .4)
_QUALIFIED, _DEVICE = bytes.fromhex("060604008e460101"), bytes.fromhex("060604008e460104")


def usages() -> KeyUsageConstraints:
    """What a certificate must be for, so that its signatures count."""
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


def asker(anchors: Sequence[Anchor]) -> Callable[[], ValidationContext]:
    """Contexts that ask today's state of certificates; all together ask only so many questions."""
    from pyhanko_certvalidator import ValidationContext

    from allmende.base.signatures.seals.network import fetchers

    roots = [anchor.certificate for anchor in anchors]
    asking = fetchers()

    def now() -> ValidationContext:
        return ValidationContext(
            trust_roots=roots, allow_fetching=True, fetchers=asking, revocation_mode="hard-fail"
        )

    return now


def as_of(
    anchors: Sequence[Anchor], moment: datetime, crls: Iterable[Any], ocsps: Iterable[Any]
) -> ValidationContext:
    """How things stood at a proven moment, by the answers that the signature itself carries."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[anchor.certificate for anchor in anchors], moment=moment, crls=list(crls), ocsps=list(ocsps),
        revocation_mode="hard-fail", retroactive_revinfo=True,
    )  # fmt: skip


def judge_trust(status: Any) -> tuple[Verdict, str]:
    """What an intact signature is worth by its certificate's state; ``status`` is pyHanko's."""
    if status.trusted:
        return Verdict.VALID, NO_REASON
    return judge_problem(status.trust_problem_indic, revoked=bool(status.revoked))


def judge_problem(problem: Any, *, revoked: bool = False) -> tuple[Verdict, str]:
    """Why a certificate is not believed, in our words; None: it is."""
    from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate

    withdrawn = (
        AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE,
    )  # fmt: skip
    if problem is None and not revoked:
        return Verdict.VALID, NO_REASON
    if revoked or problem in withdrawn:
        return Verdict.BROKEN, REVOKED
    if problem in (AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED):
        return Verdict.UNKNOWN, EXPIRED
    if problem == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return Verdict.UNKNOWN, STRANGER
    return Verdict.UNKNOWN, NO_ANSWER


def anchor_of(path: Any, anchors: Sequence[Anchor]) -> Anchor | None:
    """The entry of a trusted list to which a path of certificates leads."""
    used = {one.dump() for one in path.iter_certs(include_root=True)} if path else set()
    return next((anchor for anchor in anchors if anchor.certificate.dump() in used), None)


def is_qualified(certificate: Any, anchor: Anchor | None) -> bool:
    """Whether a list's service for qualified certificates issued it, and it says that it is one in a device."""
    if anchor is None or not anchor.qualified:
        return False
    content = certificate.dump()
    return _QUALIFIED in content and _DEVICE in content


def issuer_of(certificate: Any) -> str:
    """Who vouches for the holder, as the certificate says."""
    return str(certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly)
