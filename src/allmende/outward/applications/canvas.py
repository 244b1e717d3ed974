"""The pages of a form as the workshop's preview shows them: drawn by the same code as for people."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from allmende.base.forms.builder.canvas import Helpers
from allmende.base.forms.engine import Answers, CompiledForm, Errors, Evaluation
from allmende.base.forms.paths import value_at

from .rendering import PageRenderer, PageState, Upload, ident


class WebCanvas:
    """Draws working copies; nothing is cached, because they change."""

    key = "web"
    styles = ("applications/form.css",)

    def draw(
        self,
        *,
        compiled: CompiledForm,
        page: str,
        answers: Answers,
        evaluation: Evaluation,
        errors: Errors,
        helpers: Helpers | None = None,
    ) -> SafeString:
        """The fields of one page; raises ``KeyError`` for an unknown page."""
        state = _state(answers, evaluation, errors, helpers or Helpers())
        return _renderer(compiled, page).render(state)

    def results(
        self,
        *,
        compiled: CompiledForm,
        page: str,
        path: str,
        answers: Answers,
        evaluation: Evaluation,
        helpers: Helpers,
    ) -> SafeString:
        """What was found for one code field; raises ``KeyError`` for an unknown page or field."""
        part = _renderer(compiled, page).search_part(path)
        if part is None:
            raise KeyError(path)
        state = _state(answers, evaluation, {}, helpers)
        return mark_safe(part.results(path, ident(path), value_at(answers, path), state))


def _renderer(compiled: CompiledForm, page: str) -> PageRenderer:
    entry = {entry.key: entry for entry in compiled.form.pages}[page]
    return PageRenderer(compiled.code_lists, entry, get_language() or "de")


def _state(answers: Answers, evaluation: Evaluation, errors: Errors, helpers: Helpers) -> PageState:
    files = {path: [Upload(name, name, 0) for name in names] for path, names in helpers.files.items()}
    return PageState(
        answers=answers, evaluation=evaluation, errors=errors, uploads=files, found=helpers.found,
        searched=helpers.searched,
    )  # fmt: skip
