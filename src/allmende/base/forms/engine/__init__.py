"""The engine: a form compiled once, evaluated on every request. No database, no tenant, no HTTP."""

from .compiled import CompiledForm, FormError, Parsed, compile_form
from .evaluation import Evaluation
from .findings import check_form
from .types import (
    Answers,
    CodeLists,
    Errors,
    Finding,
    MemoryCodeLists,
    SummaryRow,
    SummarySection,
)

__all__ = [
    "Answers",
    "CodeLists",
    "CompiledForm",
    "Errors",
    "Evaluation",
    "Finding",
    "FormError",
    "MemoryCodeLists",
    "Parsed",
    "SummaryRow",
    "SummarySection",
    "check_form",
    "compile_form",
]
