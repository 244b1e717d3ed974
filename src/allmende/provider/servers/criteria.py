"""What becomes of each server: the first criterion that holds, unless somebody decided otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.models import Resource

from .defaults import BY_KEY, FIGURES, RULES
from .models import Assumptions, Decision, Treatment
from .stages import servers_moved

NAMES = ("server", "institution")
#: What a server without a fact is for a criterion, so that every rule can be asked of it.
_EMPTY: dict[str, Any] = {
    "purpose": "other", "is_virtual": False, "location": "", "pool": "", "users": 0, "system": "", "ram_gb": 0,
    "cores": 0, "storage_gb": 0, "host": "",
}  # fmt: skip
#: A server of which nobody knows when it was bought counts as old.
_OLD = 99.0


@dataclass(frozen=True)
class Rule:
    """One criterion: where ``when`` (CEL) holds, this treatment for this reason."""

    when: str
    treatment: str
    reason: str


@dataclass(frozen=True)
class Model:
    """Criteria and figures that hold now."""

    rules: tuple[Rule, ...]
    figures: dict[str, Decimal]

    def __getitem__(self, key: str) -> Decimal:
        return self.figures[key]


@dataclass(frozen=True)
class Judged:
    """A server with what becomes of it, and why."""

    server: Resource
    treatment: Treatment
    reason: str
    by_hand: bool = False
    #: Whether a consolidation has moved it already.
    is_moved: bool = False

    @property
    def bought_on(self) -> date | None:
        """When it was bought, where that is known."""
        text = str(self.server.fields.get("bought_on") or "")
        return date.fromisoformat(text) if text else None

    @property
    def is_physical(self) -> bool:
        """Whether it is a machine of its own."""
        return not self.server.fields.get("is_virtual")


def model() -> Model:
    """The tenant's, with defaults for what it did not set."""
    row = Assumptions.objects.first()
    rules = row.rules if row else RULES
    figures = {figure.key: Decimal(figure.default) for figure in FIGURES}
    for key, value in (row.figures if row else {}).items():
        if key in BY_KEY:
            try:
                figures[key] = Decimal(str(value))
            except InvalidOperation:
                continue
    return Model(tuple(Rule(**rule) for rule in rules), figures)


def servers() -> QuerySet[Resource]:
    """The servers of offices, by office and number."""
    rows = Resource.objects.filter(type="server", institution__kind=Institution.Kind.OFFICE)
    rows = rows.exclude(state=Resource.State.ENDED).select_related("institution")
    return rows.order_by("institution__name", "number", "id")


def judge_all(rows: Iterable[Resource], by: Model | None = None) -> list[Judged]:
    """What becomes of each; statements for what was decided by hand, for the model and for what has moved, two."""
    by, gone = by or model(), servers_moved()
    hand = {row.server_id: row for row in Decision.objects.all()}
    return [judge(row, by, hand.get(row.pk), is_moved=row.pk in gone) for row in rows]


def judge(row: Resource, by: Model, decided: Decision | None, *, is_moved: bool = False) -> Judged:
    """What becomes of one: what was decided by hand, else what the criteria say."""
    if decided is not None:
        return Judged(row, Treatment(decided.treatment), decided.reason, by_hand=True, is_moved=is_moved)
    # What a consolidation moved is "central" only because of it; what became of it stays what the criteria said.
    facts = {**row.fields, "location": "", "pool": ""} if is_moved else row.fields
    env = {"server": as_words(facts, timezone.localdate()), "institution": _institution(row)}
    for rule in by.rules:
        try:
            if compile_expression(rule.when, names=NAMES).holds(env):
                return Judged(row, Treatment(rule.treatment), rule.reason, is_moved=is_moved)
        except ExpressionError:
            continue
    return Judged(row, Treatment.EXCEPTION, _("No criterion holds."), is_moved=is_moved)


def as_words(fields: dict[str, Any], today: date) -> dict[str, Any]:
    """A server as criteria see it: every fact is there, ``age_years`` with parts."""
    known = {key: value for key, value in fields.items() if value is not None}
    bought = str(known.get("bought_on") or "")
    age = (today - date.fromisoformat(bought)).days / 365.25 if bought else _OLD
    return {**_EMPTY, **known, "age_years": age}


def _institution(row: Resource) -> dict[str, Any]:
    owner = row.institution
    return {"kind": owner.kind, "number": owner.number, "name": owner.name} if owner else {}
