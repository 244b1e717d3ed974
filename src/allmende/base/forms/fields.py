"""The kinds of field that a form may have, as data (Pydantic models, frozen).

Each kind has the common properties of ``FieldBase`` and its own limits. ``schema.py`` puts them together to a form.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: A text in one language, or by language: ``"Name"`` or ``{"de": "Name", "en": "Name"}``.
Text = str | dict[str, str]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
#: A CEL expression (see docs/forms.md for names and functions).
Cel = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]
Level = Literal["none", "low", "substantial", "high"]


class Data(BaseModel):
    """Base of all parts of a form: immutable, and an unknown property is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(Data):
    """What must hold (CEL) and what people read where it does not."""

    rule: Cel
    message: Text
    at: str = (
        ""  #: key (or dotted path below the owner) of the field that shows the message; empty: the owner
    )


class Source(Data):
    """Where a part came from: id, version and original wording in a foreign standard."""

    id: str
    version: str = ""
    name: str = ""


class Common(Data):
    """What fields and groups share."""

    key: Key
    label: Text = ""
    help: Text = ""
    legal_reference: str = ""
    show: Cel | None = None
    required: bool | Cel = False
    checks: tuple[Check, ...] = ()
    source: Source | None = None


class FieldBase(Common):
    """What all kinds of field share."""

    message: Text = ""  #: shown instead of the built-in message where the value is malformed
    prefill: str = ""  #: ``email``, ``account.email`` or ``eid.family_name``: see ``prefill.py``
    level: Level = "none"  #: the answer must come with at least this level of identification
    read_only: bool = False  #: shown, filled by ``default`` or ``prefill``, not to be changed
    hidden: bool = False  #: never shown to people, filled by ``default`` or ``prefill``
    default: str | bool | int | None = None
    width: Literal["short", "medium", "full"] = "full"


class TextField(FieldBase):
    type: Literal["text"] = "text"
    min_length: int | None = Field(default=None, ge=0)
    max_length: int | None = Field(default=None, ge=1)
    pattern: str | None = None  #: regular expression that must match the whole text
    autocomplete: str = ""  #: HTML autocomplete token (WCAG 1.3.5)


class LongTextField(FieldBase):
    type: Literal["long_text"] = "long_text"
    min_length: int | None = Field(default=None, ge=0)
    max_length: int | None = Field(default=None, ge=1)
    rows: int = 5


class IntegerField(FieldBase):
    type: Literal["integer"] = "integer"
    minimum: int | None = None
    maximum: int | None = None
    unit: Text = ""


class DecimalField(FieldBase):
    type: Literal["decimal"] = "decimal"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = Field(default=2, ge=0, le=10)
    unit: Text = ""


class MoneyField(FieldBase):
    type: Literal["money"] = "money"
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    currency: str = "EUR"


DayLimit = Annotated[date | Cel | None, Field(union_mode="left_to_right")]


class DateField(FieldBase):
    """A day. The limits are days, or CEL rules such as ``today()``."""

    type: Literal["date"] = "date"
    minimum: DayLimit = None
    maximum: DayLimit = None


class TimeField(FieldBase):
    type: Literal["time"] = "time"
    minimum: time | None = None
    maximum: time | None = None


class YesNoField(FieldBase):
    type: Literal["yes_no"] = "yes_no"


class Choice(Data):
    """One possible answer; with ``show`` it is offered only while the rule holds."""

    value: str
    label: Text
    help: Text = ""
    show: Cel | None = None


class ChoiceField(FieldBase):
    """One of a few answers."""

    type: Literal["choice"] = "choice"
    choices: tuple[Choice, ...] = Field(min_length=1)


class ChoicesField(FieldBase):
    """Several of some answers: from ``choices``, or from the code list ``code_list``."""

    type: Literal["choices"] = "choices"
    choices: tuple[Choice, ...] = ()
    code_list: str = ""
    minimum: int | None = Field(default=None, ge=0)
    maximum: int | None = Field(default=None, ge=1)


class CodeField(FieldBase):
    """One entry of a code list, which may have thousands; ``allowed`` (CEL) yields the codes offered."""

    type: Literal["code"] = "code"
    code_list: str
    allowed: Cel | None = None


class EmailField(FieldBase):
    type: Literal["email"] = "email"


class PhoneField(FieldBase):
    type: Literal["phone"] = "phone"


class IbanField(FieldBase):
    type: Literal["iban"] = "iban"


class AddressField(FieldBase):
    """A postal address, suggested from the municipality's register.

    Answer: ``{"street", "house_number", "addition", "postcode", "city", "country"}``, those in ``parts``.
    """

    type: Literal["address"] = "address"
    parts: tuple[Literal["street", "house_number", "addition", "postcode", "city", "country"], ...] = (
        "street",
        "house_number",
        "postcode",
        "city",
    )


class PersonField(FieldBase):
    """A natural person. Answer: an object with the names in ``parts``."""

    type: Literal["person"] = "person"
    parts: tuple[
        Literal["salutation", "title", "given_name", "family_name", "birth_name", "birth_date"], ...
    ] = (
        "given_name",
        "family_name",
    )


class FileField(FieldBase):
    """One or several files. Answer: list of ids of stored files."""

    type: Literal["file"] = "file"
    minimum: int | None = Field(default=None, ge=0)
    maximum: int = Field(default=1, ge=1)
    media_types: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    max_bytes: int = Field(default=10_000_000, ge=1)


class ConsentField(FieldBase):
    """A box to tick; ``required`` means it must be ticked."""

    type: Literal["consent"] = "consent"
    text: Text = ""


class ComputedField(FieldBase):
    """A value that the form works out itself (CEL) and shows."""

    type: Literal["computed"] = "computed"
    compute: Cel
    kind: Literal["text", "integer", "decimal", "money", "date", "yes_no"] = "text"


class NoteField(FieldBase):
    """Text to read, no answer. ``tone`` as in the design system's alerts."""

    type: Literal["note"] = "note"
    text: Text
    tone: Literal["plain", "info", "success", "warning", "danger"] = "plain"


AnyField = (
    TextField | LongTextField | IntegerField | DecimalField | MoneyField | DateField | TimeField
    | YesNoField | ChoiceField | ChoicesField | CodeField | EmailField | PhoneField | IbanField
    | AddressField | PersonField | FileField | ConsentField | ComputedField | NoteField
)  # fmt: skip
