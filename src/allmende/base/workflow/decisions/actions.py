"""Publishing decision tables. Callers have checked that the person may."""

from __future__ import annotations

import hashlib

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .checks import compile_and_check
from .events import DecisionPublished
from .findings import DecisionRefusedError
from .models import DecisionDefinition, DecisionVersion


@transaction.atomic
def publish_decision(*, key: str, dmn: str, actor: Actor, name: str = "") -> DecisionVersion:
    """Publish ``dmn`` (DMN XML) as the newest version of ``key``; the same text again changes nothing.

    Raises ``DecisionRefusedError`` with all findings, each naming its table, rule and column.
    """
    decisions, findings = compile_and_check(dmn)
    if decisions is None:
        raise DecisionRefusedError(findings)
    digest = hashlib.sha256(dmn.encode()).hexdigest()
    title = (name or decisions.name or key)[:200]
    definition, _new = DecisionDefinition.objects.get_or_create(key=key, defaults={"name": title})
    DecisionDefinition.objects.select_for_update().get(pk=definition.pk)
    latest: DecisionVersion | None = definition.versions.order_by("-number").first()
    if latest is not None and latest.sha256 == digest:
        return latest
    if definition.name != title:
        definition.name = title
        definition.save(update_fields=["name"])
    version = DecisionVersion.objects.create(
        definition=definition, number=latest.number + 1 if latest else 1, dmn=dmn, sha256=digest,
        published_by=str(actor),
    )  # fmt: skip
    event = DecisionPublished(version=version.pk, number=version.number, sha256=digest)
    record(event, stream=f"decision:{definition.pk}", actor=actor)
    return version
