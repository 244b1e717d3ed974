"""Label and value rows for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from ..schema import text_in
from .kinds import Context, is_blank
from .nodes import Node, Tree
from .run import Run
from .scopes import Scope
from .types import CodeLists, SummaryRow, SummarySection


def summarise(
    tree: Tree, state: Run, code_lists: CodeLists, language: str, file_names: Mapping[str, str]
) -> tuple[SummarySection, ...]:
    """Sections in the form's order; optional groups and repetitions without answers are left out."""
    writer = _Writer(state, code_lists, language, file_names)
    with translation.override(language):
        for page in tree.pages:
            if page.key in state.pages:
                title = text_in(page.item.label, language)
                writer.section(page.key, "", title, 1, children=page.children, scope=state.root)
    return tuple(writer.sections)


class _Writer:
    def __init__(
        self, state: Run, code_lists: CodeLists, language: str, file_names: Mapping[str, str]
    ) -> None:
        self.state = state
        self.language = language
        self.context = Context("", code_lists, language=language, file_names=file_names)
        self.sections: list[SummarySection] = []

    def section(
        self, page: str, path: str, title: str, level: int, *, children: list[Node], scope: Scope
    ) -> None:
        place = len(self.sections)
        rows = [row for child in children if not child.is_group for row in self._row(child, scope, level)]
        for child in children:
            if child.is_group and f"{scope.prefix}{child.key}" in self.state.visible:
                self._group(page, child, scope, level + 1)
        if rows or level == 1:
            self.sections.insert(place, SummarySection(page, path, title, level, tuple(rows)))

    def _group(self, page: str, node: Node, scope: Scope, level: int) -> None:
        title = text_in(node.item.label, self.language)
        rows = scope.children[node.key]
        for index, row in enumerate(rows):
            if not row.filled and (node.repeats or node.item.minimum == 0):
                continue
            name = title
            if node.repeats:
                name = f"{text_in(node.item.item_label, self.language) or title} {index + 1}"
            self.section(page, row.prefix[:-1], name, level, children=node.children, scope=row)

    def _row(self, node: Node, scope: Scope, level: int) -> list[SummaryRow]:
        path = f"{scope.prefix}{node.key}"
        if path not in self.state.visible or node.item.type == "note" or node.kind is None:
            return []
        raw: Any = scope.kept.get(node.key)
        value = self._text(node, raw) if not is_blank(raw) else ""
        label = text_in(node.item.label, self.language) or node.key
        return [SummaryRow(path, label, value, node.item.type, level - 1, raw)]

    def _text(self, node: Node, raw: Any) -> str:
        try:
            return node.kind.show(node.item, raw, self.context) if node.kind else str(raw)
        except (TypeError, ValueError, AttributeError):
            return str(raw)  # malformed: shown as it was typed
