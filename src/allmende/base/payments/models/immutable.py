"""Rows that stand for evidence: written once."""

from __future__ import annotations

from typing import Any

from allmende.foundation.tenants.models import TenantModel


class ImmutableError(RuntimeError):
    """A row that stands for evidence was about to be changed."""


class ImmutableModel(TenantModel):
    """A row that is written once; what was wrong is put right by another row."""

    class Meta(TenantModel.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError(f"{self._meta.label} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableError(f"{self._meta.label} is kept")
