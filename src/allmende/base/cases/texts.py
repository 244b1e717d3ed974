"""Filling ``{placeholders}`` in messages; documents are filled by the e-file's own renderer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


def fill(text: str, data: Mapping[str, Any]) -> str:
    """``text`` with ``{case.number}`` and the like; what nothing fills becomes empty."""
    return _PLACEHOLDER.sub(lambda match: _value(data, match[1]), text)


def _value(data: Mapping[str, Any], path: str) -> str:
    found: Any = data
    for key in path.split("."):
        found = found.get(key, "") if isinstance(found, Mapping) else ""
    return ", ".join(str(item) for item in found) if isinstance(found, list) else str(found)
