"""How sure we must be who somebody is, and what she can do where we are not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from allmende.base.forms.engine import Evaluation
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import LoginService, User
from allmende.base.identity.queries import services_for
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of

from .forms import form_of

#: Who applies: citizens, and businesses with an account of their own.
AUDIENCES = (LoginService.Audience.CITIZEN, LoginService.Audience.BUSINESS)
ACCOUNT = "account"
#: Whoever must be known gives at least a name, whatever the form asks.
PERSON = ("given_name", "family_name")


def level_of(user: User | None) -> TrustLevel:
    """What this session has reached."""
    return user.trust_level if user is not None else TrustLevel.NONE


def level_of_procedure(version: ProcedureVersion) -> TrustLevel:
    """What the procedure, or its form as a whole, asks for."""
    own = TrustLevel(version.level)
    return max(own, TrustLevel(form_of(version).form.level)) if version.form_version_id else own


def level_for_sending(version: ProcedureVersion, evaluation: Evaluation) -> TrustLevel:
    """What the procedure and the given answers ask for."""
    return max(TrustLevel(version.level), TrustLevel(evaluation.level))


@dataclasses.dataclass(frozen=True)
class Way:
    """One way to become sure enough: a service, or (``key`` "account") an account."""

    key: str
    label: str
    url: str


def audiences_of(version: ProcedureVersion) -> Sequence[LoginService.Audience]:
    """Whose services are offered: a business's account does not say who a person is."""
    customer = manifest_of(version).customer
    return AUDIENCES[:1] if customer.person and not customer.organisation else AUDIENCES


def ways_to(
    level: TrustLevel,
    back: str,
    wanted: Sequence[str] = (),
    *,
    audiences: Sequence[LoginService.Audience] = AUDIENCES,
) -> list[Way]:
    """What reaches ``level``, and leads back to the address ``back``; empty where nothing here does."""
    ways = [
        Way(service.key, service.label, address_of(service.key, level, back, wanted))
        for audience in audiences
        for service in services_for(audience, level)
    ]
    if TrustLevel.LOW.reaches(level):
        ways.append(Way(ACCOUNT, "", address_of(ACCOUNT, level, back)))
    return ways


def address_of(key: str, level: TrustLevel, back: str, wanted: Sequence[str] = ()) -> str:
    """Where a way begins; ``wanted`` are the attributes that are needed, and no others."""
    if key == ACCOUNT:
        return f"{reverse('identity:login')}?{urlencode({'next': back})}"
    query = {"service": key, "level": level.value, "next": back}
    query |= {"wanted": ",".join(dict.fromkeys(wanted))} if wanted else {}
    return f"{reverse('identity:identify')}?{urlencode(query)}"
