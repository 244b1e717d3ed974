"""CEL expressions: compiled once, evaluated often, no Python in data.

Must not know: where the expression came from.
"""

from .compiler import Expression, compile_expression, full_match, pattern_problem
from .errors import ExpressionError

__all__ = ["Expression", "ExpressionError", "compile_expression", "full_match", "pattern_problem"]
