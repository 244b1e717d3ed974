"""The engine: a form compiled once, evaluated on every request. No database, no tenant, no HTTP."""

from .compiled import CompiledForm, FormError, Parsed, compile_form
from .evaluation import Evaluation
from .filling import Filling, as_answer, fillings
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
    "Filling",
    "Finding",
    "FormError",
    "MemoryCodeLists",
    "Parsed",
    "SummaryRow",
    "SummarySection",
    "as_answer",
    "check_form",
    "compile_form",
    "fillings",
]
