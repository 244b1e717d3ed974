"""What one rule, at one position, does to which places."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_noop as _

from ....fields import Check
from ..places import Place
from . import syntax
from .cel import cel_of
from .checks import check_of
from .errors import NotUnderstoodError
from .lexer import Reference
from .logic import decides, opposite, overlap
from .placed import Any_, Find, No, Term, place_condition
from .resolving import resolve
from .syntax import Effect, Hide, If, Prefill, Statement
from .values import Lists, meaning


@dataclasses.dataclass(eq=False)
class Outcome:
    """What a rule says about one place, as CEL in the place's own scope."""

    place: Place
    rule: str
    shows: list[Term] = dataclasses.field(default_factory=list)
    hides: list[Term] = dataclasses.field(default_factory=list)
    requires: list[Term] = dataclasses.field(default_factory=list)
    allows: list[tuple[Term, tuple[str, ...]]] = dataclasses.field(default_factory=list)
    checks: list[Check] = dataclasses.field(default_factory=list)
    default: object = None
    hidden: bool = False
    optional: bool = False
    mirrored: bool = False  #: it hides exactly where it does not show or require


class Interpreter:
    """Reads the statements of one rule at one position; raises ``NotUnderstoodError``."""

    def __init__(self, rule: str, owner: Place, root: Place, lists: Lists) -> None:
        self.rule = rule
        self.owner = owner
        self.root = root
        self.lists = lists
        self.outcomes: dict[int, Outcome] = {}
        self.find: Find = lambda reference: resolve(self.owner, reference, self.root)
        self._subject: Reference | None = None

    def read(self, statements: tuple[Statement, ...]) -> list[Outcome]:
        for statement in statements:
            if isinstance(statement, If):
                self._if(statement)
            elif isinstance(statement, Prefill):
                self._prefill(statement)
            elif isinstance(statement, Hide):
                self._hide(statement)
            else:
                self._check(statement, None)
        for outcome in self.outcomes.values():
            self._settle(outcome)
        return list(self.outcomes.values())

    def _of(self, place: Place) -> Outcome:
        return self.outcomes.setdefault(id(place), Outcome(place, self.rule))

    # -- statements

    def _if(self, statement: If) -> None:
        condition = self._with_subject(statement.condition)
        term = place_condition(condition, self.find, self.lists)
        if not decides(term):
            raise NotUnderstoodError(_("the condition always or never holds"))
        named: tuple[Reference, ...] = ()
        for effect in statement.effects:
            if isinstance(effect, Effect):
                named = effect.refs or named
                self._effect(effect, named, term)
            else:
                self._check(effect, term)
        if statement.otherwise is not None or statement.only:
            self._otherwise(statement, term)

    def _with_subject(self, condition: syntax.Condition) -> syntax.Condition:
        """A sentence without a field means the field of the sentence before."""
        if isinstance(condition, syntax.Again):
            if self._subject is None:
                raise NotUnderstoodError(_("a sentence without a field"))
            return syntax.Compare(self._subject, condition.op, condition.values)
        self._subject = condition.ref if isinstance(condition, syntax.Compare) else None
        return condition

    def _effect(self, effect: Effect, refs: tuple[Reference, ...], term: Term) -> None:
        if not refs:
            raise NotUnderstoodError(_("an effect without a field"))
        for reference in refs:
            place = self.find(reference)
            if place is self.owner or place.parent is None:
                raise NotUnderstoodError(_("the rule works on the group that carries it"))
            self._name_all(term, place)
            outcome = self._of(place)
            if effect.kind == "show":
                outcome.shows.append(term)
            elif effect.kind == "hide":
                outcome.hides.append(term)
            elif effect.kind == "require":
                if place.category == "note":
                    outcome.shows.append(term)
                else:
                    outcome.requires.append(term)
            elif effect.kind == "allow":
                outcome.allows.append((term, self._codes(place, effect)))
            else:
                raise NotUnderstoodError(_("“optional” with a condition"))

    def _name_all(self, term: Term, place: Place) -> None:
        """Fail now where the condition cannot be spoken of from the place's scope."""
        cel_of(term, place.scope)

    def _codes(self, place: Place, effect: Effect) -> tuple[str, ...]:
        if place.category not in ("choice", "code"):
            raise NotUnderstoodError(_("%(id)s is no choice"), {"id": place.element.id})
        return tuple(str(meaning(place, value, self.lists)) for value in effect.values)

    def _otherwise(self, statement: If, term: Term) -> None:
        done = [effect for effect in statement.effects if isinstance(effect, Effect)]
        if len(done) != len(statement.effects):
            raise NotUnderstoodError(_("“otherwise” after a check"))
        named = tuple(dict.fromkeys(reference for effect in done for reference in effect.refs))
        if statement.otherwise:
            for effect in statement.otherwise:
                self._effect(effect, effect.refs or named, No(term))
            return
        kinds = {effect.kind for effect in done}
        if kinds <= {"require"} and not statement.only:
            raise NotUnderstoodError(_("“otherwise not”: not shown, or not required?"))
        for effect in done:
            if effect.kind in ("show", "hide"):
                turned = Effect("hide" if effect.kind == "show" else "show", effect.refs or named)
                self._effect(turned, turned.refs, No(term))

    def _prefill(self, statement: Prefill) -> None:
        place = self.find(statement.ref)
        if place.category not in ("bool", "choice", "code", "text", "integer"):
            raise NotUnderstoodError(_("%(id)s cannot be prefilled"), {"id": place.element.id})
        outcome = self._of(place)
        outcome.default = meaning(place, statement.value, self.lists)
        outcome.hidden = statement.hide

    def _hide(self, statement: Hide) -> None:
        for reference in statement.refs:
            place = self.find(reference)
            if place.is_group:
                raise NotUnderstoodError(_("a group that is never shown"))
            self._of(place).hidden = True

    def _check(self, check: syntax.Check, term: Term | None) -> None:
        found = check_of(check, term, self.owner, self.find, self.lists)
        self._of(self.owner).checks.append(found.check)
        for place in found.optional:
            self._of(place).optional = True

    # -- one rule must not contradict itself

    def _settle(self, outcome: Outcome) -> None:
        forward = [*outcome.shows, *outcome.requires]
        if not forward or not outcome.hides:
            return
        shown, hidden = Any_(tuple(forward)), Any_(tuple(outcome.hides))
        if overlap(shown, hidden):
            number = outcome.place.element.id
            raise NotUnderstoodError(
                _("%(id)s is to be shown and not shown in the same case"), {"id": number}
            )
        outcome.mirrored = opposite(shown, hidden)
