"""One handler per kind of field, by the field's ``type``."""

from __future__ import annotations

from .base import Context, Kind, MalformedError, Problem, Read, is_blank
from .choices import ChoiceKind, ChoicesKind, CodeKind, ConsentKind, YesNoKind
from .computed import ComputedKind, NoteKind
from .files import FileKind
from .numbers import DecimalKind, IntegerKind, MoneyKind
from .parts import PART_LABELS, AddressKind, PersonKind
from .text import EmailKind, IbanKind, LongTextKind, PhoneKind, TextKind
from .times import DateKind, TimeKind

KINDS: dict[str, Kind] = {
    "text": TextKind(),
    "long_text": LongTextKind(),
    "integer": IntegerKind(),
    "decimal": DecimalKind(),
    "money": MoneyKind(),
    "date": DateKind(),
    "time": TimeKind(),
    "yes_no": YesNoKind(),
    "choice": ChoiceKind(),
    "choices": ChoicesKind(),
    "code": CodeKind(),
    "email": EmailKind(),
    "phone": PhoneKind(),
    "iban": IbanKind(),
    "address": AddressKind(),
    "person": PersonKind(),
    "file": FileKind(),
    "consent": ConsentKind(),
    "computed": ComputedKind(),
    "note": NoteKind(),
}

__all__ = [
    "KINDS", "PART_LABELS", "ComputedKind", "Context", "Kind", "MalformedError", "Problem", "Read", "is_blank",
]  # fmt: skip
