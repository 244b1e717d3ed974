"""Decision tables compiled once: what decides. Immutable; may be shared between threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .deciding import decide_table
from .kinds import Kind, as_json, coerced
from .results import DecisionError, Hit, Result
from .table import Formula, Rule, Table
from .words import Told, told


@dataclass(frozen=True)
class Decision:
    """One decision: a table or a formula. ``variable`` is how others call its answer, ``requires`` what it needs."""

    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: Table | Formula
    kind: Kind = Kind.ANY


@dataclass(frozen=True)
class Decisions:
    """All decisions of one DMN file.

    ``main`` is the id of the decision that no other one needs (the first of several); ``names`` id → name;
    ``references`` the variables that they read, as dotted paths (``answers.other_dogs``). ``aliases``: how
    expressions call a value → the model's name for it, which may hold spaces. ``order``: for each decision those that
    come before it, and itself.
    """

    name: str
    main: str
    decisions: Mapping[str, Decision]
    order: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    references: frozenset[str]

    @property
    def names(self) -> dict[str, str]:
        return {key: decision.name for key, decision in self.decisions.items()}

    def decide(self, variables: Mapping[str, Any], decision: str = "") -> Result:
        """Ask ``decision`` (``main``) and those that it requires.

        ``variables``: nested JSON, such as a process's variables. Raises ``DecisionError`` with a sentence.
        """
        asked = self.decisions.get(decision or self.main)
        if asked is None:
            raise DecisionError(_("There is no decision “%(key)s”.") % {"key": decision})
        env = dict(variables)
        for alias, name in self.aliases.items():
            if alias not in env and name in env:
                env[alias] = env[name]
        values: dict[str, Any] = {}
        hits: list[Hit] = []
        tale: list[Told] = []
        for key in self.order[asked.id]:
            one = self.decisions[key]
            values[key], rules, inputs = _decided(one, env)
            env[one.variable] = values[key]
            hits += [Hit(key, one.name, rule.number, rule.id) for rule in rules]
            tale.append(Told(one.name, one.logic, rules, inputs, values[key]))
        return Result(
            asked.id, asked.name, values[asked.id], values, tuple(hits), lambda label: told(tale, label)
        )


def _decided(decision: Decision, env: Mapping[str, Any]) -> tuple[Any, list[Rule], list[Any]]:
    try:
        if isinstance(decision.logic, Table):
            return decide_table(decision.logic, env)
        value = decision.logic.value(env)
        if value is None and not decision.logic.is_constant:
            raise DecisionError(_("cannot be worked out: %(formula)s") % {"formula": decision.logic.text})
        return as_json(coerced(value, decision.kind)), [], []
    except DecisionError as error:
        raise DecisionError(f"{decision.name}: {error}") from None
    except ValueError:
        text = _("%(name)s: the formula's answer is of another kind than the model says.")
        raise DecisionError(text % {"name": decision.name}) from None
