"""From the parser's tree to the syntax tree of ``syntax``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.utils.translation import gettext_noop as _

from .errors import NotUnderstoodError
from .lexer import Reference, Tokens, Value
from .limits import read_limit
from .syntax import (
    Again,
    And,
    Check,
    Compare,
    CompareRef,
    Condition,
    Count,
    Effect,
    Filled,
    Hide,
    If,
    MustCompare,
    Operator,
    Or,
    Prefill,
    Range,
    Shape,
    Statement,
    Sum,
    ValidDay,
)

_OPPOSITE: dict[str, Operator] = {"EQ": "NE", "NE": "EQ", "LT": "GE", "GE": "LT", "GT": "LE", "LE": "GT"}
_OPERATORS = frozenset(_OPPOSITE)
_TIMES: dict[str, Operator] = {"AFTER": "GT", "BEFORE": "LT", "FUTURE": "GT", "PAST": "LT"}


def _kinds(tree: Any) -> list[str]:
    """Types of the tokens directly in ``tree``."""
    return [str(child.type) for child in tree.children if hasattr(child, "type")]


def _trees(tree: Any, *names: str) -> list[Any]:
    return [child for child in tree.children if hasattr(child, "data") and (not names or child.data in names)]


def _is_loose(tree: Any) -> bool:
    """Whether a comparison has alternatives without brackets: ``F = 1 oder = 2``, ``F = 1 oder 2``."""
    for tails in _trees(tree, "tails"):
        loose = any(
            _trees(values, "or_list") and "LPAR" not in _kinds(values)
            for tail in _trees(tails, "tail")
            for values in _trees(tail, "values")
        )
        if "OR" in _kinds(tails) or loose:
            return True
    return False


def _only_requires(effects: Iterable[Effect | Check]) -> None:
    """ "sonst optional" says nothing more where something is required, and contradicts what is only shown."""
    if not all(isinstance(effect, Effect) and effect.kind == "require" for effect in effects):
        raise NotUnderstoodError(_("“otherwise optional” of something that is shown or hidden"))


class Reader:
    """Reads one derivation of one rule."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def read(self, tree: Any) -> tuple[Statement, ...]:
        return tuple(self._statement(child) for child in _trees(tree))

    # -- leaves

    def _ref(self, token: Any) -> Reference:
        return self.tokens.references[int(str(token).partition("_")[2])]

    def _val(self, token: Any) -> Value:
        return self.tokens.values[int(str(token).partition("_")[2])]

    def _refs(self, tree: Any) -> tuple[Reference, ...]:
        """All references directly in ``tree`` or in its lists."""
        found: list[Reference] = []
        for child in tree.children:
            if getattr(child, "type", "") == "REF":
                found.append(self._ref(child))
            elif getattr(child, "data", "") in ("refs", "refs2", "these"):
                found += self._refs(child)
        return tuple(found)

    def _vals(self, tree: Any) -> tuple[Value, ...]:
        found: list[Value] = []
        for child in tree.children:
            if getattr(child, "type", "") == "VAL":
                found.append(self._val(child))
            elif hasattr(child, "data"):
                found += self._vals(child)
        return tuple(found)

    # -- statements

    def _statement(self, tree: Any) -> Statement:
        if tree.data in ("conditional", "inverse"):
            return self._conditional(tree)
        if tree.data == "trailing":
            return self._trailing(tree)
        if tree.data == "imperative":
            return self._imperative(tree)
        if tree.data == "prefill":
            kinds = _kinds(tree)
            hide = "TOHIDE" in kinds or "HIDDEN" in kinds
            return Prefill(self._refs(tree)[0], self._vals(tree)[0], hide)
        if tree.data == "hide_always":
            return Hide(self._refs(tree))
        return self._check(tree)

    def _conditional(self, tree: Any) -> If:
        condition_tree, *rest = _trees(tree)
        condition = self._condition(condition_tree)
        effects: list[Effect | Check] = []
        otherwise: tuple[Effect, ...] | None = None
        for part in rest:
            if part.data == "effects":
                effects += self._effects(part)
            elif part.data == "restriction":
                effects.append(Effect("allow", (), self._vals(part)))
            elif part.data == "otherwise" and _trees(part, "optional"):
                _only_requires(effects)
            elif part.data == "otherwise":
                otherwise = self._otherwise(part)
        only = "ONLY" in _kinds(tree)
        if only and otherwise is not None:
            raise NotUnderstoodError(_("“only if” together with “otherwise”"))
        return If(condition, tuple(effects), () if only else otherwise, only)

    def _otherwise(self, tree: Any) -> tuple[Effect, ...]:
        (inner,) = _trees(tree)
        if inner.data == "opposite":
            return ()
        effects = self._effects(inner)
        if not all(isinstance(effect, Effect) for effect in effects):
            raise NotUnderstoodError(_("“otherwise” after a check"))
        return tuple(cast(list[Effect], effects))

    def _imperative(self, tree: Any) -> If:
        """ "Zeige F10 nur, wenn …": the verb first, its condition last."""
        kinds = _kinds(tree)
        hides = "HIDE" in kinds or "OFF" in kinds or "NOT" in kinds
        effect = Effect("hide" if hides else "show", self._refs(tree))
        only = "ONLY" in kinds
        return If(self._condition(_trees(tree)[-1]), (effect,), () if only else None, only)

    def _trailing(self, tree: Any) -> If:
        predicate = _trees(tree, "predicate")[0]
        condition = [part for part in _trees(tree) if part.data != "optional"][-1]
        refs = self._refs(tree)
        kinds = _kinds(predicate)
        only = "ONLY" in kinds
        if "MAY" in kinds and "NOT" in kinds:
            effects: tuple[Effect | Check, ...] = (self._may_not(predicate, refs),)
        elif "MUST" in kinds:
            effects = tuple(self._marks(_trees(predicate, "marks")[0], refs))
        elif only and "MAY" in kinds:
            self._marks(predicate, refs)
            effects = (Effect("show", refs),)
        else:
            hides = {"HIDDEN", "TOHIDE", "CONCEAL", "NOT"}
            kind = "require" if "REQUIRED" in kinds else "hide" if hides.intersection(kinds) else "show"
            effects = (Effect(kind, refs),)  # type: ignore[arg-type]
        if _trees(tree, "optional"):
            _only_requires(effects)
        return If(self._condition(condition), effects, () if only else None, only)

    # -- conditions

    def _condition(self, tree: Any) -> Condition:
        if tree.data in ("either", "both"):
            joined = Or if tree.data == "either" else And
            parts = tuple(self._condition(part) for part in _trees(tree))
            if joined is And and any(_is_loose(part) for part in _trees(tree)):
                raise NotUnderstoodError(_("“and” and “or” mixed without brackets"))
            return joined(parts)
        if tree.data == "part":
            return self._condition(_trees(tree)[0])
        readers: dict[str, Callable[[Any], Condition]] = {
            "compare": self._compare,
            "ranged": self._ranged,
            "compare_ref": self._compare_ref,
            "filled": self._filled,
            "one_of": self._one_of,
            "all_of": self._all_of,
            "some_filled": lambda some: Or(tuple(Filled(ref) for ref in self._refs(some))),
            "none_filled": lambda none: And(tuple(Filled(ref, filled=False) for ref in self._refs(none))),
            "inverted_filled": lambda one: Filled(self._refs(one)[0]),
            "inverted_empty": lambda one: Filled(self._refs(one)[0], filled=False),
            "again": lambda again: Again(self._op(_trees(again, "op")[0]), self._vals(again)),
        }
        return readers[tree.data](tree)

    def _op(self, tree: Any) -> Operator:
        kinds = _kinds(tree)
        op = next(kind for kind in kinds if kind in _OPERATORS)
        return _OPPOSITE[op] if "NOT" in kinds else cast(Operator, op)

    def _tail(self, ref: Reference, tree: Any) -> Compare:
        values = _trees(tree, "values")[0]
        every = bool(_trees(values, "and_list"))
        return Compare(ref, self._op(_trees(tree, "op")[0]), self._vals(values), every)

    def _compare(self, tree: Any) -> Condition:
        ref = self._refs(tree)[0]
        tails = _trees(tree, "tails")
        if not tails:
            return Compare(ref, "NE" if "NOT" in _kinds(tree) else "EQ", self._vals(tree))
        parts = tuple(self._tail(ref, tail) for tail in _trees(tails[0], "tail"))
        if len(parts) == 1:
            return parts[0]
        return Or(parts) if "OR" in _kinds(tails[0]) else And(parts)

    def _compare_ref(self, tree: Any) -> Compare | CompareRef:
        refs, values = self._refs(tree), self._vals(tree)
        ops = _trees(tree, "op")
        op = self._op(ops[0]) if ops else next(_TIMES[kind] for kind in _kinds(tree) if kind in _TIMES)
        if values:
            return Compare(refs[0], op, values)
        return CompareRef(refs[0], op, refs[1] if len(refs) > 1 else None)

    def _ranged(self, tree: Any) -> And:
        limit = read_limit(tree, self._refs(tree)[0], self._vals(tree), [])
        if not (isinstance(limit, Range) and limit.told):
            raise NotUnderstoodError(_("“between” does not say whether both ends belong to it"))
        low, high = Compare(limit.ref, "GE", (limit.low,)), Compare(limit.ref, "LE", (limit.high,))
        return And((low, high))

    @staticmethod
    def _is_filled(tree: Any) -> bool:
        return bool(_trees(tree, "is_filled"))

    def _filled(self, tree: Any) -> Filled:
        return Filled(self._refs(tree)[0], self._is_filled(tree))

    def _all_of(self, tree: Any) -> Condition:
        refs = self._refs(tree)
        if not self._is_filled(tree):
            return And(tuple(Filled(ref, filled=False) for ref in refs))
        return And(tuple(Filled(ref) for ref in refs)) if len(refs) > 1 else Filled(refs[0])

    def _one_of(self, tree: Any) -> Condition:
        refs, values, ops = self._refs(tree), self._vals(tree), _trees(tree, "op")
        if not values:
            filled = self._is_filled(tree)
            return Or(tuple(Filled(ref, filled) for ref in refs))
        op = self._op(ops[0]) if ops else "EQ"
        return Or(tuple(Compare(ref, op, values) for ref in refs))

    # -- effects

    def _effects(self, tree: Any) -> list[Effect | Check]:
        found: list[Effect | Check] = []
        for part in _trees(tree):
            found += self._effect(part)
        return found

    def _effect(self, tree: Any) -> list[Effect | Check]:
        kinds, refs = _kinds(tree), self._refs(tree)
        if tree.data == "show":
            shown: list[Effect | Check] = [Effect("show", refs)]
            return [*shown, Effect("require", refs)] if "ASREQ" in kinds else shown
        if tree.data == "hide":
            return [Effect("hide", refs)]
        if tree.data == "is_each":
            return [
                effect
                for part in _trees(tree, "each_mark")
                for effect in self._is(part, _kinds(part), self._refs(part))
            ]
        if tree.data == "is_not":
            return [Effect("hide", refs)]
        if tree.data == "infinitive":
            if "REQUIRED" in kinds:
                return [Effect("require", refs)]
            hides = {"NOT", "CONCEAL", "HIDE"}.intersection(kinds)
            found: list[Effect | Check] = [Effect("hide" if hides else "show", refs)]
            return [*found, Effect("require", refs)] if "ASREQ" in kinds else found
        if tree.data == "make":
            return [Effect("require")]
        if tree.data == "must":
            return [
                effect
                for target in _trees(tree, "target")
                for effect in self._marks(target, self._refs(target))
            ]
        if tree.data == "may_not":
            return [self._may_not(tree, refs)]
        if tree.data == "check_effect":
            return [self._check_effect(tree, refs)]
        return self._is(tree, kinds, refs)

    def _is(self, tree: Any, kinds: list[str], refs: tuple[Reference, ...]) -> list[Effect | Check]:
        if "MAY" in kinds:
            return [self._may_not(tree, refs)]
        if "MUST" in kinds:
            return list(self._marks(_trees(tree, "marks")[0], refs))
        marks = [_kinds(mark)[-1] for mark in _trees(tree, "be_mark")] or kinds
        names = {
            "REQUIRED": "require",
            "SHOWN": "show",
            "HIDDEN": "hide",
            "TOHIDE": "hide",
            "TOREQ": "require",
        }
        return [Effect(names[mark], refs) for mark in marks if mark in names]  # type: ignore[arg-type]

    def _marks(self, tree: Any, refs: tuple[Reference, ...]) -> list[Effect]:
        """What must become of ``refs``: marks such as "angezeigt und befüllt"."""
        found = [Effect("require", refs)] if "ASREQ" in _kinds(tree) else []
        for mark in _trees(tree, "mark"):
            kind = _kinds(mark)[-1]
            if kind in ("FILLED", "REQUIRED"):
                found.append(Effect("require", refs))
            else:
                found.append(Effect("show" if kind == "SHOWN" else "hide", refs))
        return list(dict.fromkeys(found))

    def _may_not(self, tree: Any, refs: tuple[Reference, ...]) -> Effect:
        """ "darf nicht leer sein" requires; "darf nicht befüllt/angezeigt werden" hides."""
        (mark,) = _trees(tree, "mark_not")
        return Effect("require" if _kinds(mark) == ["EMPTY"] else "hide", refs)

    # -- checks

    def _check_effect(self, tree: Any, refs: tuple[Reference, ...]) -> Check:
        if "VALIDDATE" in _kinds(tree):
            return ValidDay()
        for limited in _trees(tree, "limited_effect"):
            return self._limited(limited)
        for part in _trees(tree, "must_compare", "must_time", "must_not"):
            return self._must(part, negated=part.data == "must_not")
        return self._count(tree)

    def _check(self, tree: Any) -> Check:
        if tree.data in ("count", "together"):
            return self._count(tree)
        if tree.data in ("limited", "filled_up"):
            return self._limited(tree)
        if tree.data == "must_statement":
            return self._must(tree, negated="NOT" in _kinds(tree))
        return self._sum(tree)

    def _limited(self, tree: Any) -> Range | Shape:
        ops = [self._op(op) for limit in _trees(tree) for op in _trees(limit, "op")]
        return read_limit(tree, self._refs(tree)[0], self._vals(tree), ops)

    def _count(self, tree: Any) -> Count:
        refs = self._refs(tree)
        if tree.data == "together":
            if len(refs) != 2:
                raise NotUnderstoodError(_("“not at the same time” with more than two fields"))
            return Count("at_most", refs)
        for token in tree.children:
            word, _line, number = str(token).partition("_")
            kinds = {"ATLEAST": "at_least", "ATMOST": "at_most", "EXACTLY": "exactly"}
            if word in kinds and number:
                return Count(kinds[word], refs, int(number))  # type: ignore[arg-type]
        words = _kinds(tree)
        kind = "at_least" if "ATLEASTONE" in words else "at_most" if "ATMOSTONE" in words else "exactly"
        return Count(kind, refs)  # type: ignore[arg-type]

    def _must(self, tree: Any, *, negated: bool) -> MustCompare:
        refs, values, ops, kinds = self._refs(tree), self._vals(tree), _trees(tree, "op"), _kinds(tree)
        words: dict[str, Operator] = {**_TIMES, "LE": "LE"}
        op = self._op(ops[0]) if ops else next(words[kind] for kind in kinds if kind in words)
        op = _OPPOSITE[op] if negated else op
        if values:
            return MustCompare(Compare(refs[0], op, values))
        return MustCompare(CompareRef(refs[0], op, refs[1] if len(refs) > 1 else None))

    def _sum(self, tree: Any) -> Sum:
        refs, values, kinds = self._refs(tree), self._vals(tree), _kinds(tree)
        if tree.data in ("equation", "sum_of"):
            return Sum(refs[1:], "EQ", refs[0])
        if tree.data == "plus":
            return Sum(refs, "EQ", values[0])
        other: Reference | Value = values[0] if values else refs[-1]
        parts = refs if values else refs[:-1]
        ops = _trees(tree, "op")
        if ops:
            found = self._op(ops[0])
            return Sum(parts, _OPPOSITE[found] if "NOT" in kinds else found, other)
        op: Operator = "LE" if "EXCEED" in kinds else "GE" if "UNDERCUT" in kinds else "EQ"
        return Sum(parts, op, other)
