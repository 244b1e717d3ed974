"""CEL as a tree, as far as it is needed to say it in words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)
    |(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]]))""",
    re.VERBOSE,
)
#: What binds more strongly has the higher number.
STRENGTH = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5,
    "%": 5,
}  # fmt: skip


class NotReadError(ValueError):
    """A rule that this reader does not know; it is shown as it is written."""


@dataclass(frozen=True)
class Node:
    """``kind``: constant, path, call, list, not, minus, choose, or the sign of two; ``value``: what the first three
    are about.
    """

    kind: str
    parts: tuple[Node, ...] = ()
    value: Any = None


def read(rule: str) -> Node:
    """The tree of a rule; raises ``NotReadError``."""
    reader = _Reader(rule)
    tree = reader.choice()
    if reader.sign:
        raise NotReadError(rule)
    return tree


class _Reader:
    def __init__(self, rule: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(rule.rstrip()):
            found = _TOKEN.match(rule, place)
            if found is None or len(self.tokens) > 500:
                raise NotReadError(rule)
            self.tokens.append((str(found.lastgroup), found.group(str(found.lastgroup))))
            place = found.end()
        self.place = self.depth = 0

    @property
    def sign(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> tuple[str, str]:
        if self.place >= len(self.tokens) or (wanted and self.sign != wanted):
            raise NotReadError(wanted)
        self.place += 1
        return self.tokens[self.place - 1]

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > 40:
            raise NotReadError("too deep")
        first = self.two(1)
        if self.sign == "?":
            self.take("?")
            held = self.choice()
            self.take(":")
            first = Node("choose", (first, held, self.choice()))
        self.depth -= 1
        return first

    def two(self, strength: int) -> Node:
        left = self.one()
        while STRENGTH.get(self.sign, 0) >= strength:
            sign = self.take()[1]
            left = Node(sign, (left, self.two(STRENGTH[sign] + 1)))
        return left

    def one(self) -> Node:
        if self.sign in ("!", "-"):
            sign = self.take()[1]
            self.depth += 1
            if self.depth > 40:
                raise NotReadError("too deep")
            inner = self.one()
            self.depth -= 1
            if sign == "-" and inner.kind == "constant" and isinstance(inner.value, int | float):
                return Node("constant", value=-inner.value)
            return Node("not" if sign == "!" else "minus", (inner,))
        return self.behind(self.first())

    def first(self) -> Node:
        kind, text = self.take()
        if kind == "text":
            return Node("constant", value=_unquoted(text))
        if kind == "number":
            return Node("constant", value=float(text) if "." in text else int(text))
        if text == "(":
            inner = self.choice()
            self.take(")")
            return inner
        if text == "[":
            return Node("list", self.arguments("]"))
        if kind != "name":
            raise NotReadError(text)
        if text in ("true", "false", "null"):
            return Node("constant", value={"true": True, "false": False, "null": None}[text])
        if self.sign == "(":
            self.take("(")
            return Node("call", self.arguments(")"), text)
        return Node("path", value=text)

    def behind(self, node: Node) -> Node:
        while self.sign == ".":
            self.take(".")
            kind, name = self.take()
            if kind != "name":
                raise NotReadError(name)
            if self.sign == "(":
                self.take("(")
                node = Node("call", (node, *self.arguments(")")), name)
            elif node.kind == "path":
                node = Node("path", value=f"{node.value}.{name}")
            else:
                raise NotReadError(name)
        if self.sign == "[":
            raise NotReadError("[")
        return node

    def arguments(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.sign != closing:
            found.append(self.choice())
            if self.sign != closing:
                self.take(",")
        self.take(closing)
        return tuple(found)


def _unquoted(text: str) -> str:
    inner = text[1:-1].replace('\\"', '"').replace("\\'", "'").replace('"', '\\"')
    try:
        return str(json.loads(f'"{inner}"'))
    except ValueError:
        return text[1:-1]
