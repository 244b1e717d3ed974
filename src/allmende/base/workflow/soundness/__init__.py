"""Whether a process can stand still, never end, or run twice where it should run once: found before it runs.

Conditions are taken as open: every path of a decision is tried. A sub-process is a net of its own: seen from outside
it is an activity. Each trouble carries the shortest way into it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Process
from .circles import circles
from .concurrent import unsynchronised
from .play import MOST_STATES, Play
from .troubles import Trouble

__all__ = ["MOST_STATES", "Trouble", "troubles"]


def troubles(process: Process) -> Iterator[Trouble]:
    """Every element at which a run can stand still for good, go round without waiting, run twice at once, never be
    reached, or never come to an end."""
    yield from circles(process)
    found = False
    outer = dict.fromkeys((*process.starts, process.reopen or process.start))
    inner = (node.inner_start for node in process.nodes.values() if node.inner_start)
    visited: set[str] = set()
    nets = [Play(process, start) for start in (*outer, *inner)]
    for net in nets:
        for trouble in net.found():
            found = True
            yield trouble
        visited |= net.visited
    if not found and all(net.whole for net in nets):
        for key, node in process.nodes.items():
            if key not in visited and not node.is_handler:
                yield Trouble(key, "dead")
    for start in (*outer, *(node.inner_start for node in process.nodes.values() if node.inner_start)):
        yield from unsynchronised(process, start)
