"""Parts of an institution's own page in a programme that apps above bring, such as its wishes for windows.

Register from ``AppConfig.ready()``. The page is opened by account or by link; whoever acts is checked by the actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from allmende.foundation.registry import Registry
from allmende.provider.offers.models import Institution

from .access import By
from .models import Programme


@dataclass(frozen=True)
class PagePart:
    """``template`` gets what ``context`` returned (None: nothing to show), beside ``part``; its heading stands above.

    A form in it posts ``_do=part:<key>`` (``{{ part.do }}``) to the page; ``act`` does what was posted and returns the
    sentence that is said then. It raises ``TransitionError`` with a sentence.
    """

    key: str
    order: int
    title: str | Promise
    template: str
    context: Callable[[By, Programme, Institution], Mapping[str, Any] | None]
    act: Callable[[By, Programme, Institution, QueryDict], str]

    @property
    def do(self) -> str:
        """What a form of this part posts as ``_do``."""
        return f"part:{self.key}"


page_parts: Registry[PagePart] = Registry("part of an institution's page")
