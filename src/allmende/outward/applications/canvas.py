"""The pages of a form as the workshop's preview shows them: drawn by the same code as for people."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from allmende.base.forms.engine import Answers, CompiledForm, Errors, Evaluation

from .rendering import PageRenderer, PageState


class WebCanvas:
    """Draws working copies; nothing is cached, because they change."""

    key = "web"
    styles = ("applications/form.css",)

    def draw(
        self, *, compiled: CompiledForm, page: str, answers: Answers, evaluation: Evaluation, errors: Errors
    ) -> SafeString:
        """The fields of one page; raises ``KeyError`` for an unknown page."""
        entry = {entry.key: entry for entry in compiled.form.pages}[page]
        renderer = PageRenderer(compiled.code_lists, entry, get_language() or "de")
        return renderer.render(PageState(answers=answers, evaluation=evaluation, errors=errors))
