"""A rule in words: “How many guests is more than 500 and Street closed is yes”."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.words import value_in_words

from .labels import Labels
from .parsing import STRENGTH, Node, NotReadError, read

#: Macros name a variable of their own, which has no label.
_UNSAID = frozenset({"all", "exists", "exists_one", "existsOne", "map", "filter", "dyn", "type"})


def say(rule: str, labels: Labels) -> str:
    """A value that is worked out, in words; as it is written where there are none for it."""
    return _in_words(rule, labels, _say)


def say_condition(rule: str, labels: Labels) -> str:
    """A rule that holds or not, in words: a name alone means that it is yes."""
    return _in_words(rule, labels, _holds)


def _in_words(rule: str, labels: Labels, how: Callable[[Node, Labels], str]) -> str:
    written = rule.strip().removeprefix("=").strip()
    try:
        return how(read(written), labels)
    except NotReadError:
        return written


def _compared() -> dict[str, str]:
    return {
        "==": _("%(left)s is %(right)s"), "!=": _("%(left)s is not %(right)s"),
        "<": _("%(left)s is less than %(right)s"), "<=": _("%(left)s is at most %(right)s"),
        ">": _("%(left)s is more than %(right)s"), ">=": _("%(left)s is at least %(right)s"),
        "+": _("%(left)s plus %(right)s"), "-": _("%(left)s minus %(right)s"),
        "*": _("%(left)s times %(right)s"), "/": _("%(left)s divided by %(right)s"),
        "%": _("the remainder of %(left)s divided by %(right)s"),
    }  # fmt: skip


def _say(node: Node, labels: Labels) -> str:
    """A value: a name, a constant, something worked out; a condition where it is one."""
    if node.kind == "constant":
        return _constant(node.value)
    if node.kind == "path":
        return labels.of(node.value)
    if node.kind == "list":
        return _(" or ").join(_say(part, labels) for part in node.parts) or _("nothing")
    if node.kind == "minus":
        return f"− {_whole(node.parts[0], labels)}"
    if node.kind in ("&&", "||", "not"):
        return _joined(node, labels)
    if node.kind == "choose":
        condition, held, other = node.parts
        then = _bracketed(held, node, labels)
        said = {"if": _holds(condition, labels), "then": then, "else": _say(other, labels)}
        return _("%(then)s if %(if)s, else %(else)s") % said
    if node.kind == "call":
        return _call(node, labels)
    return _two(node, labels)


def _holds(node: Node, labels: Labels) -> str:
    """As a condition: a name alone means that it is yes."""
    if node.kind == "path":
        return _("%(left)s is %(right)s") % {"left": labels.of(node.value), "right": _("yes")}
    return _say(node, labels)


def _joined(node: Node, labels: Labels) -> str:
    if node.kind == "not":
        (inner,) = node.parts
        if inner.kind == "path":
            return _("%(left)s is %(right)s") % {"left": labels.of(inner.value), "right": _("no")}
        opposite = {"==": "!=", "!=": "=="}.get(inner.kind)
        if opposite:
            return _two(Node(opposite, inner.parts), labels)
        said = _holds(inner, labels)
        return _("it does not hold that %(condition)s") % {
            "condition": f"({said})" if inner.kind in ("&&", "||", "choose") else said
        }
    word = _(" and ") if node.kind == "&&" else _(" or ")
    parts = []
    for part in node.parts:
        said = _holds(part, labels)
        parts.append(f"({said})" if part.kind in {"&&", "||", "choose"} - {node.kind} else said)
    return word.join(parts)


def _two(node: Node, labels: Labels) -> str:
    left, right = node.parts
    if node.kind == "in":
        if left.kind == "path" and right.kind == "list":
            options = [_against(part, left, node, labels) for part in right.parts] or [_("nothing")]
            said = {"left": labels.of(left.value), "right": _(" or ").join(options)}
            return _("%(left)s is %(right)s") % said
        said = {"left": _bracketed(right, node, labels), "right": _against(left, right, node, labels)}
        return _("%(left)s contains %(right)s") % said
    if node.kind in ("==", "!=") and right.kind == "constant" and right.value in (None, ""):
        words = _("%(name)s has no answer") if node.kind == "==" else _("%(name)s has an answer")
        return words % {"name": _say(left, labels)}
    if node.kind not in _compared():
        raise NotReadError(node.kind)
    if left.kind == "constant" and right.kind == "path" and node.kind in _TURNED:
        return _two(Node(_TURNED[node.kind], (right, left)), labels)
    said = {"left": _bracketed(left, node, labels), "right": _against(right, left, node, labels)}
    return _compared()[node.kind] % said


#: “18 <= age” is said from the side of the age.
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _against(node: Node, other: Node, around: Node, labels: Labels) -> str:
    """The right side: a constant as people call it where the other side is a field with choices."""
    if node.kind == "constant" and other.kind == "path":
        known = labels.value(other.value, node.value)
        return f"„{known}“" if known else _constant(node.value)
    equal = STRENGTH.get(node.kind) == STRENGTH[around.kind]  # from the left nothing needs to be said
    return _whole(node, labels) if equal else _bracketed(node, around, labels)


def _bracketed(node: Node, around: Node, labels: Labels) -> str:
    """In brackets where it would be taken apart by what stands around it."""
    loose = node.kind == "choose" or STRENGTH.get(node.kind, 9) < STRENGTH.get(around.kind, 0)
    return _whole(node, labels) if loose else _say(node, labels)


def _whole(node: Node, labels: Labels) -> str:
    """In brackets where it is made of several."""
    said = _say(node, labels)
    return f"({said})" if node.kind in STRENGTH or node.kind == "choose" else said


def _constant(value: Any) -> str:
    if isinstance(value, str):
        return f"„{value}“"
    return value_in_words(value)


def _call(node: Node, labels: Labels) -> str:
    name, parts = node.value, node.parts
    if name in _UNSAID:
        raise NotReadError(name)
    if name == "today":
        return _("today")
    if name in ("date", "timestamp") and len(parts) == 1:
        return _day(parts[0], labels)
    said = [_whole(part, labels) for part in parts]
    one = {
        "filled": _("%(name)s has an answer"), "has": _("%(name)s has an answer"),
        "empty": _("%(name)s has no answer"), "size": _("the number of %(name)s"),
        "years_since": _("the full years since %(name)s"), "round": _("%(name)s, rounded"),
        "sum": _("the sum of %(name)s"), "iban_valid": _("%(name)s is a valid IBAN"),
        "is_day": _("%(name)s is a day"), "count_filled": _("the number of answers in %(name)s"),
        "int": "%(name)s", "uint": "%(name)s", "double": "%(name)s", "string": "%(name)s",
        "lowerAscii": "%(name)s", "upperAscii": "%(name)s", "trim": "%(name)s",
    }  # fmt: skip
    two = {
        "contains": _("%(left)s contains %(right)s"), "startsWith": _("%(left)s begins with %(right)s"),
        "endsWith": _("%(left)s ends with %(right)s"),
        "days_between": _("the days between %(left)s and %(right)s"), "add_days": _("%(left)s and %(right)s days"),
    }  # fmt: skip
    if len(said) == 1 and name in one:
        return one[name] % {"name": said[0]}
    if len(said) == 2 and name in two:
        return two[name] % {"left": said[0], "right": said[1]}
    if name in ("min", "max") and said:
        words = _("the smallest of %(names)s") if name == "min" else _("the largest of %(names)s")
        return words % {"names": ", ".join(said)}
    raise NotReadError(name)


def _day(node: Node, labels: Labels) -> str:
    if node.kind != "constant":
        return _say(node, labels)
    try:
        return value_in_words(date.fromisoformat(str(node.value)[:10]))
    except ValueError:
        return _constant(node.value)
