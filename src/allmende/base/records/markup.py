"""The language of document templates, for staff.

Paragraphs are parted by an empty line; a line end stays a line end. ``# Heading``, ``## Smaller heading``,
``- list``, ``1. numbered list``, ``**bold**``, ``{placeholder}``. Alone on its line a placeholder may stand for
paragraphs, a list or tables of answers; ``{if decision.conditions}`` … ``{else}`` … ``{end}`` shows what is between
only where there is something (German: ``{wenn …}``, ``{sonst}``, ``{ende}``).

Nothing of it reaches the layout as code: text becomes nodes, nodes become JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from .placeholders import PLACEHOLDER, as_text, look_up

_COMMAND = re.compile(
    r"\{\s*(?:(if|wenn)\s+(not\s+|nicht\s+)?([A-Za-z_][\w.]*)|(else|sonst)|(end|ende))\s*\}", re.IGNORECASE
)
_HEADING = re.compile(r"(#{1,2})\s+(.+)")
_ITEM = re.compile(r"(?:(-)|\d+[.)])\s+(.+)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
Node = dict[str, Any]
Run = dict[str, Any]


class MarkupError(ValueError):
    """The text of a template does not read; ``line`` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Piece:
    """A piece of a line: plain ``text`` or the ``path`` of a placeholder."""

    text: str = ""
    path: str = ""
    bold: bool = False


@dataclass
class Block:
    """``kind``: par, heading, list, value (a placeholder alone on its line), if."""

    kind: str
    line: int
    lines: list[list[Piece]] = field(default_factory=list)
    level: int = 0
    ordered: bool = False
    path: str = ""
    negated: bool = False
    then: list[Block] = field(default_factory=list)
    otherwise: list[Block] = field(default_factory=list)


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[Block, ...]:
    """The blocks of ``text``; raises ``MarkupError``. Compiled once per text."""
    return tuple(_Parser(text).blocks())


def placeholders_of(blocks: Iterable[Block]) -> list[tuple[str, int]]:
    """(path, line) of each placeholder in ``blocks``, conditions included."""
    found: list[tuple[str, int]] = []
    for block in blocks:
        if block.path:
            found.append((block.path, block.line))
        found += [(piece.path, block.line) for line in block.lines for piece in line if piece.path]
        found += placeholders_of(block.then) + placeholders_of(block.otherwise)
    return found


def resolve(blocks: Iterable[Block], data: Mapping[str, Any]) -> list[Node]:
    """The nodes that a layout sets, as JSON; raises ``UnknownPlaceholderError``."""
    nodes: list[Node] = []
    for block in blocks:
        if block.kind == "if":
            holds = bool(look_up(block.path, data)) != block.negated
            nodes += resolve(block.then if holds else block.otherwise, data)
        elif block.kind == "value":
            nodes += nodes_of_value(look_up(block.path, data))
        else:
            lines = [_runs(line, data) for line in block.lines]
            nodes.append({"kind": block.kind, "lines": lines, "level": block.level, "ordered": block.ordered})
    return nodes


def nodes_of_value(value: Any) -> list[Node]:
    """What a placeholder alone on its line becomes: tables of answers, a list, or paragraphs."""
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], Mapping):
            return [
                {
                    "kind": "table",
                    "title": as_text(group.get("title", "")),
                    "rows": _rows(group.get("rows", ())),
                }
                for group in value
                if group.get("rows")
            ]
        items = [[{"text": as_text(item), "bold": False}] for item in value]
        return [{"kind": "list", "lines": items, "level": 0, "ordered": False}] if items else []
    paragraphs = re.split(r"\n\s*\n", as_text(value).strip())
    return [
        {"kind": "par", "lines": [[{"text": line, "bold": False}] for line in part.splitlines()], "level": 0}
        for part in paragraphs
        if part
    ]


def _rows(rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    return [[as_text(row["label"]), as_text(row["value"])] for row in rows]


def _runs(line: list[Piece], data: Mapping[str, Any]) -> list[Run]:
    return [
        {"text": as_text(look_up(piece.path, data)) if piece.path else piece.text, "bold": piece.bold}
        for piece in line
    ]


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for index, part in enumerate(_BOLD.split(text)):  # every second part stood between **
        at = 0
        for match in PLACEHOLDER.finditer(part):
            pieces.append(Piece(text=part[at : match.start()], bold=bool(index % 2)))
            brace = "" if match[1] else match[0][0]
            pieces.append(Piece(text=brace, path=match[1] or "", bold=bool(index % 2)))
            at = match.end()
        pieces.append(Piece(text=part[at:], bold=bool(index % 2)))
    return [piece for piece in pieces if piece.text or piece.path]


class _Parser:
    def __init__(self, text: str) -> None:
        self.lines = text.replace("\r\n", "\n").split("\n")
        self.root: list[Block] = []
        self.target = self.root
        self.open: list[Block] = []
        self.current: Block | None = None

    def blocks(self) -> list[Block]:
        for number, raw in enumerate(self.lines, start=1):
            self._line(number, raw.strip())
        if self.open:
            raise MarkupError(self.open[-1].line, _("The condition that begins here has no {end}."))
        return self.root

    def _line(self, number: int, line: str) -> None:
        if not line:
            self.current = None
        elif command := _COMMAND.fullmatch(line):
            self.current = None
            self._command(number, command)
        elif heading := _HEADING.fullmatch(line):
            block = Block("heading", number, [_pieces(heading[2])], level=len(heading[1]))
            self.target.append(block)
            self.current = None
        elif item := _ITEM.fullmatch(line):
            self._add("list", number, item[2], ordered=not item[1])
        elif (alone := PLACEHOLDER.fullmatch(line)) and alone[1]:
            self.target.append(Block("value", number, path=alone[1]))
            self.current = None
        else:
            self._add("par", number, line)

    def _add(self, kind: str, number: int, text: str, *, ordered: bool = False) -> None:
        if self.current is None or self.current.kind != kind or self.current.ordered != ordered:
            self.current = Block(kind, number, ordered=ordered)
            self.target.append(self.current)
        self.current.lines.append(_pieces(text))

    def _command(self, number: int, command: re.Match[str]) -> None:
        if command[1]:
            block = Block("if", number, path=command[3], negated=bool(command[2]))
            self.target.append(block)
            self.open.append(block)
            self.target = block.then
            return
        if not self.open:
            raise MarkupError(number, _("There is no condition that this line could belong to."))
        if command[4]:
            self.target = self.open[-1].otherwise
            return
        self.open.pop()
        last = self.open[-1] if self.open else None
        self.target = self.root if last is None else (last.otherwise or last.then)
