"""How a page of a form looks to the people who fill it in: drawn by the app that they meet it in.

The form server does not know that app; it registers its drawing here.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.safestring import SafeString

from allmende.foundation.registry import Registry

from ..engine import Answers, CompiledForm, Errors, Evaluation


class Canvas(Protocol):
    """Draws the fields of one page, named as in a post: by their instance paths."""

    @property
    def key(self) -> str:
        """Name of the canvas, such as "web"."""

    @property
    def styles(self) -> tuple[str, ...]:
        """Static files that the drawing needs."""

    def draw(
        self, *, compiled: CompiledForm, page: str, answers: Answers, evaluation: Evaluation, errors: Errors
    ) -> SafeString:
        """The HTML of the page's fields."""


canvases: Registry[Any] = Registry("canvas")


def the_canvas() -> Canvas | None:
    """The first canvas that was registered, or None where no app draws forms."""
    return next(iter(canvases), None)
