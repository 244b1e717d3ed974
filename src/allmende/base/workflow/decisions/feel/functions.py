"""FEEL's functions that CEL has, too, perhaps by another name."""

from __future__ import annotations

#: ``contains(a, b)`` is ``a.contains(b)``.
METHODS = {"contains": "contains", "starts with": "startsWith", "ends with": "endsWith", "matches": "matches"}
RENAMED = {
    "count": "size",
    "string length": "size",
    "number": "double",
    "decimal": "round",
    "round half up": "round",
}
WRITTEN = {
    "not": "!({})",
    "upper case": "{}.upperAscii()",
    "lower case": "{}.lowerAscii()",
    "list contains": "({1} in {0})",
    "abs": "({0} < 0 ? -({0}) : {0})",
    "is defined": "({0} != null)",
}
