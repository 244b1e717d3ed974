"""What browser and device are asked for, and whether their answer is true (W3C Web Authentication, level 2).

The person must be verified by the device (finger, face or PIN), so a passkey is two factors in one. No attestation
is asked for: which brand of device somebody uses is nobody's business.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .models import Passkey, User

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

LARGEST = 20_000


class PasskeyError(Exception):
    """An answer that is not believed; ``reason`` is a word for the log, never personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Site:
    """Where the ceremony takes place: the relying party's id is the host name, the origin what browsers say."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True)
class NewKey:
    """A key that was just made; texts are base64url."""

    credential: str
    public_key: str
    sign_count: int
    transports: str


def options_to_make(*, user: User, site: Site, challenge: bytes, known: Iterable[Passkey]) -> str:
    """What the browser needs to make a key, as JSON."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    return options_to_json(
        generate_registration_options(
            rp_id=site.host, rp_name=site.name, challenge=challenge,
            user_id=user.pk.bytes, user_name=user.email, user_display_name=user.name,
            exclude_credentials=_described(known),
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
        )
    )  # fmt: skip


def options_to_use(*, site: Site, challenge: bytes, known: Iterable[Passkey] = ()) -> str:
    """What the browser needs to use one of the ``known`` keys, or any where none is named, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import structs

    return options_to_json(
        generate_authentication_options(
            rp_id=site.host, challenge=challenge, allow_credentials=_described(known),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
    )  # fmt: skip


def made_key(*, answer: str, site: Site, challenge: bytes) -> NewKey:
    """The key that the browser made; raises ``PasskeyError``."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url, parse_registration_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        credential = parse_registration_credential_json(_readable(answer))
        found = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.host,
            expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PasskeyError("registration") from error
    return NewKey(
        bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key),
        found.sign_count, ",".join(str(way.value) for way in credential.response.transports or ())[:80],
    )  # fmt: skip


def named_key(answer: str) -> tuple[str, bytes | None]:
    """Which key the browser says it used, and whose it says it is; both unproven. Raises ``PasskeyError``."""
    from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        credential = parse_authentication_credential_json(_readable(answer))
        return bytes_to_base64url(credential.raw_id), credential.response.user_handle
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PasskeyError("unreadable") from error


def used_count(*, answer: str, passkey: Passkey, site: Site, challenge: bytes) -> int:
    """The device's counter after a true answer; raises ``PasskeyError``, also where the counter went back."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_authentication_response(
            credential=_readable(answer), expected_challenge=challenge, expected_rp_id=site.host,
            expected_origin=site.origin, credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PasskeyError("counter" if "sign count" in str(error) else "signature") from error
    return found.new_sign_count


def _readable(answer: str) -> str:
    if len(answer) > LARGEST or not isinstance(json.loads(answer), dict):
        raise ValueError("no answer of a browser")
    return answer


def _described(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential)) for passkey in known]
