"""What follows a customer into another record: apps above say so here, because customers points at nobody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from allmende.foundation.registry import Registry

from .mandates.models import Mandate
from .models import Consent


@dataclass(frozen=True)
class Follower:
    """Rows of a model that name a customer in ``field`` and go along when two records become one."""

    key: str
    model: type[models.Model]
    field: str = "customer"

    def move(self, source: uuid.UUID, target: uuid.UUID) -> list[str]:
        """Point the rows of ``source`` at ``target``; returns their keys."""
        rows = self.model._default_manager.filter(**{f"{self.field}_id": source})
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        if keys:
            rows.update(**{f"{self.field}_id": target})
        return keys

    def back(self, keys: Sequence[str], source: uuid.UUID, target: uuid.UUID) -> None:
        """Point these rows back at ``source``; those that went on to somebody else in the meantime stay there."""
        rows = self.model._default_manager.filter(pk__in=keys, **{f"{self.field}_id": target})
        rows.update(**{f"{self.field}_id": source})


class _Consents(Follower):
    """A consent that both gave stays where it is: there is one of each purpose at a time."""

    def move(self, source: uuid.UUID, target: uuid.UUID) -> list[str]:
        given = Consent.objects.filter(customer_id=target, withdrawn_at=None).values_list(
            "purpose", flat=True
        )
        rows = Consent.objects.filter(customer_id=source).exclude(purpose__in=list(given), withdrawn_at=None)
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        Consent.objects.filter(pk__in=keys).update(customer_id=target)
        return keys


followers: Registry[Follower] = Registry("follower of customers")
followers.register(_Consents("consents", Consent))
followers.register(Follower("mandates", Mandate, "principal"))
