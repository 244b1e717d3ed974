"""FEEL as other tools write it into DMN (S-FEEL and a little more), read and said in CEL.

Must not know: tables, rules, where the text stands.
"""

from .asked import NOTHING, Condition, Interval, Operand, Point, Tests
from .parser import FeelSyntaxError, FeelUnsupportedError, translate, unary_tests
from .tokens import identifier

__all__ = [
    "NOTHING",
    "Condition",
    "FeelSyntaxError",
    "FeelUnsupportedError",
    "Interval",
    "Operand",
    "Point",
    "Tests",
    "identifier",
    "translate",
    "unary_tests",
]
