"""Reads that others use."""

from __future__ import annotations

import uuid

from .compiled import Decisions
from .models import DecisionVersion


def current_decision(key: str) -> DecisionVersion | None:
    """The newest version of the decision tables ``key``, or None."""
    return DecisionVersion.objects.filter(definition__key=key).order_by("-number").first()


def compiled_decision(version: DecisionVersion | uuid.UUID) -> Decisions:
    """The tables of a published version, kept in this process: a version never changes."""
    key = version if isinstance(version, uuid.UUID) else version.pk
    raise NotImplementedError(key)
