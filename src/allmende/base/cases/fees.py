"""What an application costs: worked out from the answers by the procedure's rules, with the reasons in words."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms.queries import compiled
from allmende.base.payments.actions import Item
from allmende.base.payments.money import ZERO, money
from allmende.base.payments.queries import owing
from allmende.base.procedures.manifest import Fee, FeeItem
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of, parameters
from allmende.base.workflow.decisions.queries import compiled_decision
from allmende.base.workflow.decisions.results import DecisionError
from allmende.foundation.expressions import ExpressionError, compile_expression

from .decided import labels_of_form
from .models import Case, State

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One line: ``amount`` is None where only the office can say it."""

    label: str
    amount: Decimal | None
    why: str
    item: FeeItem


@dataclass(frozen=True)
class Cost:
    """What it costs; ``reason`` says why less than usual is asked for."""

    fee: Fee
    lines: tuple[Line, ...]
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether every line has an amount."""
        return all(line.amount is not None for line in self.lines)

    @property
    def total(self) -> Decimal:
        return sum((line.amount or ZERO for line in self.lines), ZERO)

    def items(self, total: Decimal | None = None) -> list[Item]:
        """The lines to be claimed; ``total`` is what a clerk set instead: one line of the first kind."""
        if total is not None and (not self.known or total != self.total):
            return [_item(self.lines[0], total)]
        return [_item(line, line.amount) for line in self.lines if line.amount]


def _item(line: Line, amount: Decimal) -> Item:
    item = line.item
    return Item(
        line.label, amount, tax_rate=item.tax_rate, account=item.account, cost_centre=item.cost_centre
    )


def cost_of(version: ProcedureVersion, answers: Mapping[str, Any], fee: Fee | None = None) -> Cost | None:
    """What an application with these answers costs; None where the procedure has no fee. ``fee``: tried instead.

    A line that cannot be worked out has no amount: it keeps nobody from applying, the clerk sets it.
    """
    fee = fee or manifest_of(version).fee
    if fee is None:
        return None
    values = parameters(version)
    known = dict.fromkeys(_keys(version)) | dict(answers) | {"param": _plain(version, values)}
    percent, reason = _reduction(fee, known)
    lines = tuple(_line(item, version, answers, values, known, percent) for item in fee.items)
    return Cost(fee, lines, reason)


def comes_first(version: ProcedureVersion | None) -> bool:
    """Whether the office begins only when the fee is paid."""
    fee = manifest_of(version).fee if version else None
    return fee is not None and fee.pay_first


def waiting_for_fee(cases: Iterable[Case]) -> frozenset[str]:
    """The subjects of those that wait until their fee is paid; no query where there can be none."""
    waiting = [case for case in cases if case.state == State.WAITING_CUSTOMER and case.due_on is None]
    subjects = [case.subject for case in waiting if comes_first(case.procedure_version)]
    return owing(subjects) if subjects else frozenset()


def usual_cost(version: ProcedureVersion) -> Cost | None:
    """What it costs before anybody answered: lines that depend on answers have no amount."""
    fee = manifest_of(version).fee
    if fee is None:
        return None
    known = {"param": _plain(version, parameters(version))}
    return Cost(fee, tuple(Line(item.label, _by_rule(item, known), "", item) for item in fee.items))


def _line(
    item: FeeItem,
    version: ProcedureVersion,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    known: Mapping[str, Any],
    percent: int,
) -> Line:
    amount, why = _by_table(item, version, answers, values) if item.decision else (_by_rule(item, known), "")
    if amount is not None:
        amount = money(amount * percent / 100)
    return Line(item.label, amount, why, item)


def _by_rule(item: FeeItem, known: Mapping[str, Any]) -> Decimal | None:
    if not item.amount:
        return None
    try:
        return _amount(compile_expression(item.amount).evaluate(dict(known)))
    except ExpressionError:
        return None


def _by_table(
    item: FeeItem, version: ProcedureVersion, answers: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[Decimal | None, str]:
    tables = compiled_decision(uuid.UUID(version.decisions[item.decision]))
    try:
        result = tables.decide({"answers": answers, "param": values}, item.decision)
    except DecisionError as error:
        log.warning("fee %s of %s has no answer", item.decision, version)
        return None, _("No answer: %(error)s") % {"error": error}
    return _amount(result.value), result.told(labels_of_form(version.form_version_id))


def _reduction(fee: Fee, known: Mapping[str, Any]) -> tuple[int, str]:
    for case in fee.reduced:
        try:
            if compile_expression(case.when).evaluate(dict(known)) is True:
                return case.percent, case.reason
        except ExpressionError:
            continue
    return 100, ""


def _amount(value: Any) -> Decimal | None:
    """An amount that a rule answered with; None for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        amount = money(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= ZERO else None


def _keys(version: ProcedureVersion) -> list[str]:
    if version.form_version_id is None:
        return []
    return [path for path in compiled(version.form_version_id).items if "." not in path]


def _plain(version: ProcedureVersion, values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as rules count with them: amounts are numbers."""
    declared = manifest_of(version).parameters
    return {
        key: float(value) if key in declared and declared[key].type == "money" else value
        for key, value in values.items()
    }
