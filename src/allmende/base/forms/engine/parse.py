"""A posted page as answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any

from allmende.foundation.numbers import whole_number

from .kinds import KINDS, Read
from .nodes import Node, Tree
from .scopes import MAX_ROWS
from .types import Answers


def parse_items(
    tree: Tree, page: str, post: Mapping[str, Any], previous: Answers, shown: Callable[[], Collection[str]]
) -> Answers:
    """The canonical answers of one page; ``shown`` tells the paths that were shown before.

    It costs a pass over all rules, so it is only asked where something of the page was not posted.
    """
    parser = _Parser(post, shown)
    answers: Answers = {}
    for root in tree.pages:
        if root.key == page:
            for node in root.children:
                parser.take(node, "", previous, answers)
    return answers


class _Parser:
    def __init__(self, post: Mapping[str, Any], shown: Callable[[], Collection[str]]) -> None:
        self.post = post
        self._ask = shown
        self.rows = _rows_posted(post)
        self.read: Read = self._read

    @cached_property
    def shown(self) -> Collection[str]:
        return self._ask()

    def _read(self, name: str) -> list[str]:
        if name not in self.post:
            return []
        getlist = getattr(self.post, "getlist", None)
        values = getlist(name) if getlist else self.post[name]
        return [str(value) for value in (values if isinstance(values, list | tuple) else [values])]

    def take(self, node: Node, prefix: str, previous: Any, target: dict[str, Any]) -> None:
        """Put the answer of ``node`` into ``target``; what was not asked keeps its answer of ``previous``."""
        before = previous.get(node.key) if isinstance(previous, dict) else None
        path = f"{prefix}{node.key}"
        if node.repeats:
            value: Any = self._rows(node, path, before)
        elif node.is_group:
            inner: dict[str, Any] = {}
            for child in node.children:
                self.take(child, f"{path}.", before, inner)
            value = inner or None
        else:
            value = self._field(node, path, before)
        if value is not None:
            target[node.key] = value

    def _rows(self, node: Node, path: str, before: Any) -> Any:
        old = before if isinstance(before, list) else []
        count = self.rows.get(path)
        if count is None:
            return old or None if path not in self.shown else None
        rows = []
        for index in range(min(count, MAX_ROWS)):
            row: dict[str, Any] = {}
            for child in node.children:
                self.take(child, f"{path}.{index}.", old[index] if index < len(old) else None, row)
            rows.append(row)
        return rows or None

    def _field(self, node: Node, path: str, before: Any) -> Any:
        item = node.item
        kind = KINDS[item.type]
        if not kind.posted or item.hidden or item.read_only:
            return before
        if not any(name in self.post for name in kind.names(item, path)) and (
            path not in self.shown or item.type == "file"
        ):
            return before
        return kind.parse(item, path, self.read)


def _rows_posted(post: Mapping[str, Any]) -> dict[str, int]:
    """Number of rows by path: from the highest index, or the count that a hidden field of that name carries."""
    rows: dict[str, int] = {}
    for name in post:
        parts = name.split(".")
        for place, part in enumerate(parts):
            if place and (index := whole_number(part, 5)) is not None:
                path = ".".join(parts[:place])
                rows[path] = max(rows.get(path, 0), index + 1)
        if isinstance(value := post[name], str) and (count := whole_number(value, 5)) is not None:
            rows[name] = max(rows.get(name, 0), count)
    return rows
