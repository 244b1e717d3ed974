"""Reads that others use."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping

from django.utils.translation import gettext as _

from .compiled import Decisions
from .findings import DecisionRefusedError
from .models import DecisionVersion
from .reading import read_decisions
from .results import DecisionError

_KEPT = 400
_cache: OrderedDict[uuid.UUID, Decisions] = OrderedDict()


def current_decision(key: str) -> DecisionVersion | None:
    """The newest version of the decision tables ``key`` (their text is read when asked for), or None."""
    versions = DecisionVersion.objects.filter(definition__key=key).defer("dmn")
    return versions.order_by("-number").first()


def decision_for(bound: Mapping[str, str], wanted: str) -> tuple[uuid.UUID, Decisions, str]:
    """(version, its tables, the decision to ask) for what a business rule task names.

    ``bound`` is the process version's ``decisions``: those that were published with it, by decision id. Any other
    name is the key of tables that the municipality keeps for all its processes (then the newest version counts),
    with ``/`` and a decision's id where it is not the main one. Raises ``DecisionError`` where there is none.
    """
    if wanted in bound:
        key = uuid.UUID(bound[wanted])
        return key, compiled_decision(key), wanted
    name, _slash, decision = wanted.partition("/")
    version = current_decision(name)
    if version is None:
        raise DecisionError(_("There is no decision “%(key)s”.") % {"key": wanted})
    tables = compiled_decision(version)
    return version.pk, tables, decision or tables.main


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
