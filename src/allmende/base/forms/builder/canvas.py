"""How a page of a form looks to the people who fill it in: drawn by the app that they meet it in.

The form server does not know that app; it registers its drawing here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.utils.safestring import SafeString

from allmende.foundation.registry import Registry

from ..engine import Answers, CompiledForm, Errors, Evaluation


@dataclasses.dataclass(frozen=True)
class Helpers:
    """What the fields of a page know beside the answers; all by instance path."""

    files: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)  #: names of "uploaded" files
    found: Mapping[str, Sequence[tuple[str, str]]] = dataclasses.field(
        default_factory=dict
    )  #: code list entries
    searched: Mapping[str, str] = dataclasses.field(default_factory=dict)


class Canvas(Protocol):
    """Draws the fields of one page, named as in a post: by their instance paths."""

    @property
    def key(self) -> str:
        """Name of the canvas, such as "web"."""

    @property
    def styles(self) -> tuple[str, ...]:
        """Static files that the drawing needs."""

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
        """The HTML of the page's fields. A long code list is searched at the relative address ``liste/``."""

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
        """The HTML of what was found for the code field at ``path``; raises ``KeyError``."""


canvases: Registry[Any] = Registry("canvas")


def the_canvas() -> Canvas | None:
    """The first canvas that was registered, or None where no app draws forms."""
    return next(iter(canvases), None)
