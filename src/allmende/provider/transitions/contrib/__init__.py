"""The kinds of measure that the core brings."""

from allmende.provider.transitions.kinds import measure_kinds

from . import end, move


def register() -> None:
    """Called when all apps are there."""
    measure_kinds.register(end.KIND)
    measure_kinds.register(move.KIND)
