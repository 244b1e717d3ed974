"""Reads that others use."""

from __future__ import annotations

import uuid
from collections import OrderedDict

from .compiled import Decisions
from .findings import DecisionRefusedError
from .models import DecisionVersion
from .reading import read_decisions

_KEPT = 400
_cache: OrderedDict[uuid.UUID, Decisions] = OrderedDict()


def current_decision(key: str) -> DecisionVersion | None:
    """The newest version of the decision tables ``key``, or None."""
    return DecisionVersion.objects.filter(definition__key=key).order_by("-number").first()


def compiled_decision(version: DecisionVersion | uuid.UUID) -> Decisions:
    """The tables of a published version, kept in this process: a version never changes.

    Raises ``DecisionRefusedError`` where an older release published what this one cannot run.
    """
    key = version if isinstance(version, uuid.UUID) else version.pk
    decisions = _cache.get(key)
    if decisions is None:
        dmn = (
            version.dmn
            if isinstance(version, DecisionVersion)
            else DecisionVersion.objects.values_list("dmn", flat=True).get(pk=key)
        )
        decisions, found = read_decisions(dmn)
        if decisions is None:
            raise DecisionRefusedError(found)
        _cache[key] = decisions
        if len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return decisions
