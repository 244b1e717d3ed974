"""All rules of a schema: each at all its positions, then what they say together about each place."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator

from django.utils.translation import gettext_noop as _

from ....fields import Check
from ....sentences import Sentence
from ..model import XdfField, XdfRule
from ..places import Place
from .cel import any_of, cel_of, literal
from .errors import NotUnderstoodError
from .grammar import parse
from .lexer import Lexer
from .logic import overlap
from .outcome import Interpreter, Outcome
from .placed import Term
from .resolving import name_from
from .syntax import If, Range, Statement
from .values import Lists


@dataclasses.dataclass
class RuleResult:
    """A distinct rule, where it stands, and why it is not executable (None: it is)."""

    rule: XdfRule
    places: list[Place]
    why: Sentence | None = None


def apply_rules(
    root: Place, lists: Lists, progress: Callable[[int, int], None] | None = None
) -> tuple[list[RuleResult], list[Sentence]]:
    """Put what the rules say into the places; returns each distinct rule's result, and warnings."""
    results = _distinct(root)
    lexer = _lexer(root)
    outcomes: list[Outcome] = []
    warnings: list[Sentence] = []
    for number, result in enumerate(results, 1):
        if progress is not None:
            progress(number, len(results))
        if result.why:
            continue
        try:
            statements = parse(lexer.read(result.rule.text))
            outcomes += list(_at_all_places(result, statements, root, lists))
            warnings += _assumed(result.rule, statements)
        except NotUnderstoodError as error:
            result.why = error.why
            continue
    _drop_conflicts(results, _by_place(outcomes))
    dropped = {result.rule.id + result.rule.version for result in results if result.why}
    for group in _by_place([outcome for outcome in outcomes if outcome.rule not in dropped]):
        warnings += _settle(group[0].place, group)
    return results, list(dict.fromkeys(warnings))


def _assumed(rule: XdfRule, statements: tuple[Statement, ...]) -> Iterator[Sentence]:
    """What is read in the way that refuses nobody who might be right."""
    said = [effect for one in statements for effect in (one.effects if isinstance(one, If) else (one,))]
    if any(isinstance(one, Range) and not one.told for one in said):
        yield Sentence.of(_("%(rule)s: “between” is read with both ends included."), {"rule": rule.id})


def _by_place(outcomes: list[Outcome]) -> list[list[Outcome]]:
    groups: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(id(outcome.place), []).append(outcome)
    return list(groups.values())


def _drop_conflicts(results: list[RuleResult], groups: list[list[Outcome]]) -> None:
    """Two rules of which one shows what the other hides in the same case: nobody knows which is meant."""
    by_rule = {result.rule.id + result.rule.version: result for result in results}
    for group in groups:
        for one, other in itertools.permutations(group, 2):
            shows = [*one.shows, *one.requires]
            hides = [] if other.mirrored else other.hides
            if any(_overlap(show, hide) for show in shows for hide in hides):
                first, second = by_rule[one.rule], by_rule[other.rule]
                first.why, second.why = (
                    Sentence.of(
                        _("contradicts the rule %(rule)s at %(id)s"),
                        {"id": one.place.element.id, "rule": against.rule.id},
                    )
                    for against in (second, first)
                )


def _overlap(one: Term, other: Term) -> bool:
    try:
        return overlap(one, other)
    except NotUnderstoodError:
        return True


def _distinct(root: Place) -> list[RuleResult]:
    """Each rule once by id and version, with all groups (or fields) that carry it."""
    found: dict[tuple[str, str], RuleResult] = {}
    for place in [root, *root.walk()]:
        for rule in place.element.rules:
            result = found.setdefault((rule.id, rule.version), RuleResult(rule, []))
            result.places.append(place)
            if result.rule.text != rule.text:
                result.why = Sentence.of(_("the same number has two wordings"))
    return list(found.values())


def _lexer(root: Place) -> Lexer:
    names: dict[str, set[str]] = {}
    labels: set[str] = set()
    for place in [root, *root.walk()]:
        element = place.element
        names.setdefault(element.id, set()).update({element.name, element.label} - {""})
        if isinstance(element, XdfField):
            labels.update(code.label for code in element.codes)
    return Lexer(names, labels)


def _at_all_places(
    result: RuleResult, statements: tuple[Statement, ...], root: Place, lists: Lists
) -> Iterator[Outcome]:
    reached: set[int] = set()
    for place in result.places:
        owner = place if place.is_group else place.scope
        for outcome in Interpreter(result.rule.id + result.rule.version, owner, root, lists).read(statements):
            if id(outcome.place) in reached:
                number = outcome.place.element.id
                raise NotUnderstoodError(
                    _("the rule stands in several places and works on the same element %(id)s"),
                    {"id": number},
                )
            reached.add(id(outcome.place))
            yield outcome


def _settle(place: Place, outcomes: list[Outcome]) -> Iterator[Sentence]:
    """What several rules say together. Shown where one of them shows it, unless another hides it."""
    scope, number = place.scope, place.element.id
    for outcome in outcomes:
        place.checks += outcome.checks
        if outcome.default is not None:
            place.default = outcome.default
        place.hidden = place.hidden or outcome.hidden
        place.optional = place.optional or outcome.optional
    showing = any(outcome.shows or outcome.mirrored for outcome in outcomes)
    pro = [term for o in outcomes for term in [*o.shows, *o.requires] if showing]
    contra = [term for o in outcomes if not o.mirrored for term in o.hides]
    if sum(1 for outcome in outcomes if outcome.mirrored) > 1:
        text = _("%(id)s: several rules show this element; it appears as soon as one of them holds.")
        yield Sentence.of(text, {"id": number})
    shown = any_of([cel_of(term, scope) for term in pro]) if pro else ""
    hidden = any_of([cel_of(term, scope, hiding=True) for term in contra]) if contra else ""
    place.show = (
        " && ".join([f"({shown})"] * bool(shown and hidden) + [f"!({hidden})"] * bool(hidden))
        or shown
        or None
    )
    required = [cel_of(term, scope) for o in outcomes for term in o.requires]
    if required:
        yield from _require(place, any_of(required), shown)
    _allow(place, [entry for outcome in outcomes for entry in outcome.allows])


def _require(place: Place, required: str, shown: str) -> Iterator[Sentence]:
    if required == shown or (place.minimum > 0 and shown):
        place.required = True
        return
    place.required = required
    if place.minimum > 0:
        place.optional = True
        text = _("%(id)s: always required by its cardinality, by a rule only in some cases; the rule counts.")
        yield Sentence.of(text, {"id": place.element.id})


def _allow(place: Place, allows: list[tuple[object, tuple[str, ...]]]) -> None:
    """Only some codes may be chosen: as an offer where the cases exclude each other, and always as a check."""
    scope = place.scope
    for term, codes in allows:
        name = name_from(scope, place)
        listed = ", ".join(literal(code) for code in codes)
        rule = f"empty({name}) || !({cel_of(term, scope)}) || {name} in [{listed}]"  # type: ignore[arg-type]
        message = {
            "de": f"Bei „{place.label}“ ist nach Ihren übrigen Angaben nur möglich: {', '.join(codes)}.",
            "en": f"For “{place.label}” your other answers allow only: {', '.join(codes)}.",
        }
        place.checks.append(Check(rule=rule, message=message))
