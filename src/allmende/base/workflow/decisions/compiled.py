"""Decision tables compiled once: what decides. Immutable; may be shared between threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .results import DecisionError, Result


@dataclass(frozen=True)
class Decisions:
    """All decisions of one DMN file.

    ``main`` is the id of the decision that no other one needs (the first of several); ``names`` id → name;
    ``references`` the variables that they read, as dotted paths (``answers.other_dogs``).
    """

    main: str
    names: Mapping[str, str]
    references: frozenset[str]

    def decide(self, variables: Mapping[str, Any], decision: str = "") -> Result:
        """Ask ``decision`` (``main``) and those that it requires.

        ``variables``: nested JSON, such as a process's variables. Raises ``DecisionError``.
        """
        raise DecisionError(f"There is no decision {decision or self.main!r} yet.")
