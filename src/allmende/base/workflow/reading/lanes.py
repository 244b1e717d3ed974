"""Lanes: who does what stands in them and names nobody itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..graph import Value
from ..moddle import child_of, children, text_of
from .values import Texts


@dataclass(frozen=True)
class Lane:
    unit: Value = field(default_factory=Value)
    role: str = ""


def lanes_of(texts: Texts, container: Any) -> dict[str, Lane]:
    """Element → its innermost lane, with what that takes over from the lanes around it."""
    found: dict[str, Lane] = {}
    for lanes in children(container, "laneSets"):
        found.update(_read(texts, lanes, Lane()))
    return found


def _read(texts: Texts, lanes: Any, around: Lane) -> Iterator[tuple[str, Lane]]:
    for lane in children(lanes, "lanes"):
        unit = texts.value(lane, text_of(lane, "allmende:unit"))
        here = Lane(unit or around.unit, text_of(lane, "allmende:role") or around.role)
        for node in children(lane, "flowNodeRef"):
            yield text_of(node, "id"), here
        inner = child_of(lane, "childLaneSet")
        if inner is not None:
            yield from _read(texts, inner, here)
