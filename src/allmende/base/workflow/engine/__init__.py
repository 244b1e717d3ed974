"""The token engine: pure steps over a graph, without a database.

A ``Run`` holds the tokens of one instance in memory; moving it collects what has to be written, and the store writes
it in few statements. ``board`` holds tokens and changes, ``scopes`` how tokens leave and what ends with them,
``waiting`` what is armed, ``gateways``, ``activities`` and ``throwing`` the elements, ``run`` the moves.
"""

from .board import (
    Armed,
    Called,
    Changes,
    Decided,
    Listening,
    Mark,
    OpenedTask,
    ProcessError,
    StuckError,
    Surroundings,
)
from .run import MOST_STEPS, Run

__all__ = [
    "MOST_STEPS",
    "Armed",
    "Called",
    "Changes",
    "Decided",
    "Listening",
    "Mark",
    "OpenedTask",
    "ProcessError",
    "Run",
    "StuckError",
    "Surroundings",
]
