"""People who identified with BundID before they sent: what asks for it is never sent by strangers."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from allmende.base.customers.actions import customer_for_user, update_customer
from allmende.base.forms.queries import compiled
from allmende.base.identity.levels import Identified, TrustLevel
from allmende.base.identity.models import User
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.events.types import SYSTEM
from allmende.outward.applications.content import DraftContent
from allmende.outward.applications.origins import SURE, fillings_of, provenance

from .bundid import KEY
from .people import Citizen

_LEVEL = TrustLevel.SUBSTANTIAL


def asks_for_more(version: ProcedureVersion, answers: dict[str, Any]) -> bool:
    """Whether the procedure or one of the answers wants to know for certain who sends."""
    own = compiled(version.form_version_id).evaluate(answers).level if version.form_version_id else "none"
    return TrustLevel(version.level).reaches(SURE) or TrustLevel(own).reaches(SURE)


def identify(who: Citizen, at: datetime) -> Citizen:
    """``who`` with an account, as the first time with BundID makes it, and identified at ``at``."""
    user = who.user
    if not isinstance(user, User):
        name = f"{who.person['given_name']} {who.person['family_name']}"
        user = User.objects.create(name=name, password=UNUSABLE_PASSWORD_PREFIX, created_at=at)
        customer = update_customer(
            customer=customer_for_user(user),
            address=who.address,
            phone=who.phone,
            email=who.email,
            actor=SYSTEM,
        )
        who = dataclasses.replace(who, user=user, customer=customer)
    user.identified = Identified(KEY, _LEVEL, at)
    return who


def origins(version: ProcedureVersion, answers: dict[str, Any]) -> dict[str, Any]:
    """Where the answers of somebody identified come from: what BundID knows is confirmed."""
    content = DraftContent(answers=answers)
    for filling in fillings_of(version):
        for part in filling.parts:
            value = _value(answers, filling.leaf(part))
            if value and filling.origin != "account" and filling.item.type not in ("email", "phone"):
                content.confirmed[filling.leaf(part)] = [KEY, value, _LEVEL.value]
    return provenance(content, _LEVEL)


def _value(answers: Any, path: str) -> Any:
    for step in path.split("."):
        answers = answers.get(step) if isinstance(answers, dict) else None
    return answers
