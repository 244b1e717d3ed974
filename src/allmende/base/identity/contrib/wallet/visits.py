"""What a browser's session knows of its question to a wallet, and what comes of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone

from allmende.foundation.secrecy import unseal

from ...levels import TrustLevel
from ...models import Identification, LoginService, User
from ...providers import Attribute, Confirmed, RefusedError
from ...queries import confirmed_of
from ...services import settings_of
from ...subjects import opened, subject_hashes
from .asking import OPEN_FOR, open_visit, visit_hash
from .claims import NAME, NUMBER, attributes, value_at
from .config import WalletSettings
from .models import WalletRequest

_KEY = "wallet"
State, Device = WalletRequest.State, WalletRequest.Device
#: A PID is made at level high (CIR (EU) 2024/2977); what a service counts at most is its own setting.
_LEVEL = TrustLevel.HIGH


def wallet_settings(service: LoginService) -> WalletSettings:
    """The settings of a service of this provider."""
    found = settings_of(service)
    if not isinstance(found, WalletSettings):
        raise TypeError("not a service of the wallet")
    return found


def begin_visit(request: HttpRequest, service: LoginService, wanted: Sequence[str]) -> None:
    """Ask wallets for ``wanted``; only this session can fetch the answer."""
    visit = open_visit(service=service, settings=wallet_settings(service), wanted=wanted)
    request.session[_KEY] = {**request.session.get(_KEY, {}), service.key: visit}


def rows_of(request: HttpRequest, service: LoginService) -> dict[str, WalletRequest]:
    """The requests of this session's visit by device; empty where it has none, or they were forgotten."""
    visit = request.session.get(_KEY, {}).get(service.key)
    if not visit:
        return {}
    return {row.device: row for row in WalletRequest.objects.filter(service=service, visit=visit_hash(visit))}


def state_of(rows: Mapping[str, WalletRequest]) -> str:
    """How far a visit is: an answer that the browser may fetch, one refused, or none in time ("expired").

    What the wallet on this device answered can only be fetched with the code that it brings back.
    """
    states = {row.state for row in rows.values()}
    other = rows.get(Device.OTHER)
    if State.DONE in states:
        return State.DONE
    if other is not None and other.state == State.ANSWERED:
        return State.ANSWERED
    for state in (State.REFUSED, State.DECLINED):
        if state in states:
            return state
    if all(timezone.now() - row.created_at > OPEN_FOR for row in rows.values()):
        return "expired"
    return State.OPEN


def confirmed_by(
    row: WalletRequest, service: LoginService, user: User | None, *, alone: bool = False
) -> Confirmed | None:
    """What the wallet said, as the door takes it; None where it is not clear whose account it belongs to.

    A PID has no number by which a person is known again, unless its state gives one: then it is said of the account
    that is logged in, or (``alone``) of a new one that no later visit finds again.
    Raises ``RefusedError`` "other_person" where the account is that of somebody born on another day.
    """
    claims = unseal(row.answer)
    wanted = row.wanted or list(NAME)
    level = min(_LEVEL, TrustLevel(service.level))
    said = {name: Attribute(text, level) for name, text in attributes(claims, wanted).items()}
    names_person = set(NAME) <= said.keys()
    number = value_at(claims, NUMBER)
    if names_person and isinstance(number, str) and number:
        return Confirmed(f"number:{claims['iss']}:{number}", level, said)
    if user is None:
        if not names_person:
            raise RefusedError("no_person")
        return Confirmed(f"visit:{uuid4().hex}", level, said) if alone else None
    known = Identification.objects.filter(user=user, service=service).first()
    before = opened(known) if known else {}
    if (
        "birth_date" in before
        and "birth_date" in said
        and before["birth_date"].value != said["birth_date"].value
    ):
        raise RefusedError("other_person")
    here = user.identified
    if not names_person and here is not None and here.service == service.key and here.says is None:
        # In the same session the wallet has already said who she is: this comes to that.
        said, names_person = {**confirmed_of(user), **said}, True
    return Confirmed(account_subject(user), level, said, names_person=names_person)


def account_subject(user: User) -> str:
    """The pseudonym of a person of whom the wallet tells none: her account."""
    return f"account:{user.pk.hex}"


def settle(user: User, service: LoginService) -> None:
    """The account that a visit made is hers from now on, as if she had been logged in before."""
    hashes = subject_hashes(service, account_subject(user))
    Identification.objects.filter(user=user, service=service).update(subject_hash=hashes[0])


def finish(rows: Mapping[str, WalletRequest]) -> None:
    """The answer was fetched; it is forgotten here."""
    keys = [row.pk for row in rows.values()]
    WalletRequest.objects.filter(pk__in=keys).update(state=State.DONE, answer="")
