"""What every kind of field can do: read a posted form, understand a stored answer, complain, and show it."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ...fields import Choice
from ..types import CodeLists

#: Reads all posted texts under one flat name.
Read = Callable[[str], list[str]]
#: Part of the field ("" for itself) and the message.
Problem = tuple[str, str]
MAX_TEXT = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


class MalformedError(ValueError):
    """An answer is not what its kind of field expects; the text is for people."""


@dataclasses.dataclass(slots=True)
class Context:
    """What a kind may know beside the answer itself."""

    label: str
    code_lists: CodeLists
    choices: tuple[Choice, ...] = ()
    allowed: frozenset[str] | None = None
    minimum: Any = None
    maximum: Any = None
    language: str = "de"
    file_names: Mapping[str, str] = dataclasses.field(default_factory=dict)


def clean(text: str, *, lines: bool = False) -> str:
    """``text`` as it is kept: composed characters (NFC), no control characters, no space around."""
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    return (text if lines else text.replace("\n", " ")).strip()


class Kind:
    """A text in one line; other kinds override what differs."""

    posted = True  #: whether people can answer it at all
    lines = False

    def names(self, item: Any, path: str) -> tuple[str, ...]:
        """The flat names under which this field may be posted."""
        return (path,)

    def parse(self, item: Any, path: str, read: Read) -> Any:
        """What was posted as canonical answer, as typed where it is malformed, or None."""
        texts = read(path)
        text = clean(texts[0], lines=self.lines) if texts else ""
        return self.from_text(item, text) if text else None

    def from_text(self, item: Any, text: str) -> Any:
        return text

    def decode(self, item: Any, value: Any) -> Any:
        """The answer for rules (as CEL takes it); raises ``MalformedError``."""
        if not isinstance(value, str):
            raise MalformedError(_("Please enter a text."))
        return value

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        """What is wrong with an answer that is well formed."""
        if len(value) > MAX_TEXT:
            yield "", _("The text is too long.")

    def show(self, item: Any, value: Any, context: Context) -> str:
        """The answer for people."""
        return str(value)

    def is_answered(self, item: Any, value: Any) -> bool:
        """Whether the answer satisfies “required”."""
        return not is_blank(value)

    def missing(self, item: Any, value: Any, label: str) -> Iterator[Problem]:
        """What to say where an answer is required and (partly) missing."""
        if not self.is_answered(item, value):
            yield "", self.missing_message(label)

    def missing_message(self, label: str) -> str:
        return _("Please fill in “%(label)s”.") % {"label": label}


def is_blank(value: Any) -> bool:
    """No answer at all: null, blank text, an empty list, an object of blanks."""
    if isinstance(value, str):
        return not value or value.isspace()
    if value is None:
        return True
    if isinstance(value, dict):
        return all(is_blank(part) for part in value.values())
    if isinstance(value, list):
        return all(is_blank(part) for part in value)
    return False
