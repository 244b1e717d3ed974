"""Which answers an expression speaks of, found in its text.

CEL fails on ``a.b`` where ``a`` is missing, and converting a whole form's answers for each rule is slow. So each
chain of names (``owner.name``) is replaced by one variable before compiling: only the values that a rule needs are
handed over, and a missing one is null.
"""

from __future__ import annotations

import dataclasses
import re

#: The library counts the bytes of a text; people (and CEL's definition) count characters.
SIZE = "size_"
_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*)
  | (?P<string>[rRbB]{0,2}(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
  | (?P<number>0[xX][0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+|\d+[uU]?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<op>[^\sA-Za-z0-9_"'])
    """,
    re.VERBOSE | re.DOTALL,
)
_MACROS = {"all", "exists", "exists_one", "existsOne", "map", "filter"}
_WORDS = {"true", "false", "null", "in"}
_TYPES = {"int", "uint", "double", "string", "bytes", "bool", "list", "map", "null_type", "type"}


@dataclasses.dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int


@dataclasses.dataclass(frozen=True)
class Rewritten:
    """``text`` with one variable per chain; ``variables``: variable → chain; ``places``: chain → position."""

    text: str
    variables: dict[str, str]
    places: dict[str, int]
    widened: str  #: the same with whole-number literals as decimals


def rewrite(text: str) -> Rewritten:
    """Replace each chain of names in ``text`` by a variable of its own."""
    tokens = [
        Token(str(m.lastgroup), m.group(), m.start()) for m in _TOKEN.finditer(text) if m.lastgroup != "space"
    ]
    bound = _bound_names(tokens)
    names: dict[str, str] = {}
    places: dict[str, int] = {}
    parts: list[str] = []
    wide: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _chain_end(tokens, index)
        out = wider = token.text
        if end > index and not _is_bound(bound, index, token.text):
            chain = "".join(part.text for part in tokens[index:end])
            places.setdefault(chain, token.start)
            out = wider = names.setdefault(chain, f"v{len(names)}_")
            if _inside_has(tokens, index, end):
                parts.pop(), parts.pop(), wide.pop(), wide.pop()
                out = wider = f"({out} != null"
            index = end
        else:
            if token.kind == "number" and token.text.isdigit() and not _is_index(tokens, index):
                wider = f"{token.text}.0"
            elif token.text == "size" and _text(tokens, index + 1) == "(":
                out = wider = SIZE
            index += 1
        parts.append(out)
        wide.append(wider)
    return Rewritten(_join(parts), {v: chain for chain, v in names.items()}, places, _join(wide))


def _join(parts: list[str]) -> str:
    """Spaces only where two words would run together."""
    out = ""
    for part in parts:
        out += f" {part}" if out and re.match(r"\w", part) and re.search(r"\w$", out) else part
    return out


def _chain_end(tokens: list[Token], start: int) -> int:
    """Index after the chain that starts at ``start``; ``start`` itself where no variable starts there."""
    token = tokens[start]
    if token.kind != "name" or token.text in _WORDS or _text(tokens, start - 1) == ".":
        return start
    if _text(tokens, start + 1) == "(" or (token.text in _TYPES and _text(tokens, start + 1) != "."):
        return start
    end = start + 1
    while _text(tokens, end) == "." and end + 1 < len(tokens) and tokens[end + 1].kind == "name":
        if _text(tokens, end + 2) == "(":
            break
        end += 2
    return end


def _text(tokens: list[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _inside_has(tokens: list[Token], start: int, end: int) -> bool:
    return _text(tokens, start - 2) == "has" and _text(tokens, start - 1) == "(" and _text(tokens, end) == ")"


def _is_index(tokens: list[Token], index: int) -> bool:
    return _text(tokens, index - 1) == "[" and _text(tokens, index + 1) == "]" and index >= 2


def _bound_names(tokens: list[Token]) -> list[tuple[str, int, int]]:
    """Variables of macros such as ``dogs.exists(d, …)`` with the range of tokens where they hold."""
    found = []
    for index in range(len(tokens) - 4):
        if (
            tokens[index].text == "."
            and tokens[index + 1].text in _MACROS
            and tokens[index + 2].text == "("
            and tokens[index + 3].kind == "name"
            and tokens[index + 4].text == ","
        ):
            found.append((tokens[index + 3].text, index + 3, _closing(tokens, index + 2)))
    return found


def _closing(tokens: list[Token], opening: int) -> int:
    depth = 0
    for index in range(opening, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    return len(tokens)


def _is_bound(bound: list[tuple[str, int, int]], index: int, name: str) -> bool:
    return any(name == known and start <= index < end for known, start, end in bound)
