"""From the rules that match to the answer: hit policies and aggregators (DMN 1.3, 8.2.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from .kinds import as_json
from .results import DecisionError
from .table import LISTS, HitPolicy, Rule, Table, answer_of

#: A rule that matched with its answers.
Answered = tuple[Rule, tuple[Any, ...]]


def decide_table(table: Table, env: Mapping[str, Any]) -> tuple[Any, list[Rule], list[Any]]:
    """(answer, rules that count, inputs). Raises ``DecisionError``."""
    values = table.values_of(env)
    matching = table.matching(values, env)
    if table.hit_policy is HitPolicy.FIRST:
        matching = islice(matching, 1)
    found: list[Answered] = [(rule, table.answers(rule, env)) for rule in matching]
    if not found:
        return _none(table, env), [], values
    counted = _POLICIES[table.hit_policy](table, found)
    rules = [rule for rule, _answers in counted]
    answers = [_shaped(table, given) for _rule, given in counted]
    if table.hit_policy not in LISTS:
        return answers[0], rules, values
    return (_aggregated(table, answers) if table.aggregator else answers), rules, values


def _shaped(table: Table, answers: Sequence[Any]) -> Any:
    """A table with one output answers with its value, one with several with an object."""
    if len(table.outputs) == 1:
        return answers[0]
    return {output.name: answer for output, answer in zip(table.outputs, answers, strict=True)}


def _none(table: Table, env: Mapping[str, Any]) -> Any:
    """The answer where no rule matches: the defaults, else nothing."""
    if any(output.default is not None for output in table.outputs):
        answer = _shaped(
            table,
            [
                answer_of(output.default, output, env) if output.default is not None else None
                for output in table.outputs
            ],
        )
        return [answer] if table.hit_policy in LISTS and not table.aggregator else answer
    if table.hit_policy not in LISTS:
        return None
    return {"": [], "COUNT": 0}.get(table.aggregator)


def _unique(table: Table, found: list[Answered]) -> list[Answered]:
    if len(found) > 1:
        numbers = ", ".join(str(rule.number) for rule, _answers in found[:5])
        text = _("Only one rule may match, but the rules %(rules)s all do.")
        raise DecisionError(text % {"rules": numbers})
    return found


def _any(table: Table, found: list[Answered]) -> list[Answered]:
    first = found[0]
    for rule, answers in found:
        if answers != first[1]:
            text = _("The rules %(one)s and %(other)s both match and answer differently.")
            raise DecisionError(text % {"one": first[0].number, "other": rule.number})
    return found[:1]


def _by_priority(table: Table, found: list[Answered]) -> list[Answered]:
    """The highest priority first: by the first output's list of values, then by the next one's."""
    return sorted(found, key=lambda answered: priority(table, answered[1]))


def priority(table: Table, answers: Sequence[Any]) -> tuple[int, ...]:
    """The place of each answer in its output's list of values; smaller is higher."""
    return tuple(
        output.order.index(answer) if answer in output.order else len(output.order)
        for output, answer in zip(table.outputs, answers, strict=True)
    )


def _all(table: Table, found: list[Answered]) -> list[Answered]:
    return found


def _aggregated(table: Table, answers: list[Any]) -> Any:
    if table.aggregator == "COUNT":
        return len(answers)
    numbers = [answer for answer in answers if answer is not None]
    if not numbers:
        return None
    try:
        if table.aggregator == "SUM":
            return as_json(sum(Decimal(str(number)) for number in numbers))
        return min(numbers) if table.aggregator == "MIN" else max(numbers)
    except (ArithmeticError, TypeError):
        raise DecisionError(_("The answers cannot be added up or compared.")) from None


_POLICIES: dict[HitPolicy, Callable[[Table, list[Answered]], list[Answered]]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.FIRST: _all,
    HitPolicy.PRIORITY: lambda table, found: _by_priority(table, found)[:1],
    HitPolicy.ANY: _any,
    HitPolicy.COLLECT: _all,
    HitPolicy.RULE_ORDER: _all,
    HitPolicy.OUTPUT_ORDER: _by_priority,
}
