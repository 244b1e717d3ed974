"""Changing parts of ``procedure.yaml`` and leaving every other line as its author wrote it, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .folder import MANIFEST, FolderError

if TYPE_CHECKING:
    import yaml

#: Wide lines: a label stays on its line.
_WIDTH = 200


def rewrite(text: str, parts: Mapping[str, Any]) -> str:
    """``text`` with these top-level parts as given, a part that is None gone; what is new stands at the end.

    Raises ``FolderError`` where ``text`` is no YAML object.
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        before = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FolderError([f"{MANIFEST} is no YAML: {error}"]) from error
    if not isinstance(root, yaml.MappingNode) or not isinstance(before, dict):
        raise FolderError([f"{MANIFEST} is no object"])
    wanted = {key: value for key, value in (before | dict(parts)).items() if value is not None}
    made = _in_place(text, root, parts)
    if made is None or yaml.safe_load(made) != wanted:
        return _dump(wanted)
    return made


def _in_place(text: str, root: yaml.MappingNode, parts: Mapping[str, Any]) -> str | None:
    """The lines of each part exchanged; None where the file is written in braces."""
    if root.flow_style:
        return None
    lines = text.splitlines()
    places = _places(lines, root)
    for key in sorted(places.keys() & parts.keys(), key=lambda name: -places[name][0]):
        first, last = places[key]
        lines[first:last] = _lines(key, parts[key])
    for key in parts.keys() - places.keys():
        lines += _lines(key, parts[key])
    return "\n".join(lines) + "\n"


def _places(lines: list[str], root: yaml.MappingNode) -> dict[str, tuple[int, int]]:
    """Key → its first line and the line after its last one, without the comments before the next key."""
    starts = [key.start_mark.line for key, _value in root.value]
    found = {}
    for (key, _value), following in zip(root.value, [*starts[1:], len(lines)], strict=True):
        first, end = key.start_mark.line, following
        while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        found[str(key.value)] = (first, end)
    return found


def _lines(key: str, value: Any) -> list[str]:
    return _dump({key: value}).splitlines() if value is not None else []


def _dump(data: dict[str, Any]) -> str:
    import yaml

    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text
