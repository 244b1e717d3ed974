from __future__ import annotations

from ..schema import Form
from .types import CodeLists, Finding


def check_form(form: Form, code_lists: CodeLists | None = None) -> list[Finding]:
    """Everything that is wrong with a form: expressions, unknown names, cycles, dead fields, code lists."""
    return []
