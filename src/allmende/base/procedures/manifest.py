"""``procedure.yaml``: what a procedure's folder says about itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

KEY = r"^[a-z][a-z0-9_-]*$"
NAME = r"^[a-z][a-z0-9_]*$"


def _inside(path: str) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path:
        raise ValueError("must be a file inside the folder, such as templates/decision.typ")
    return path


FilePath = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_inside)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Deadline(_Part):
    """Either working days of the state's calendar or legal months (sections 187 to 193 BGB)."""

    working_days: int | None = Field(default=None, ge=1, le=750)
    months: int | None = Field(default=None, ge=1, le=60)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.working_days is None) == (self.months is None):
            raise ValueError("give either working_days or months")
        return self


class Template(_Part):
    """A text with ``{placeholders}``; documents become PDF, a message is sent as it is.

    ``file`` holds the body; other languages stand beside it: ``decision.txt``, ``decision.en.txt``.
    """

    file: FilePath
    title: str = Field(max_length=200)
    subject: str = Field(default="", max_length=300, description="Subject line; may hold placeholders")
    kind: Literal["receipt", "decision", "letter", "message"] = "letter"
    outcomes: list[Literal["grant", "partly", "refuse"]] = Field(
        default_factory=list, description="Decisions it is offered for; empty: all"
    )
    sealed: bool = Field(
        default=False, description="A letter that proves something; decisions always are sealed"
    )


class RequiredDocument(_Part):
    """Evidence the customer brings; ``field`` is the answer path that holds it."""

    key: str = Field(pattern=NAME)
    name: str
    field: str = ""
    optional: bool = False
    hint: str = ""


class Parameter(_Part):
    """A value that each municipality may set for itself; rules say ``param.<key>``."""

    type: Literal["text", "number", "money", "yes_no", "date", "list", "unit"] = "text"
    default: Any
    label: str
    description: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        object.__setattr__(self, "default", check_value(self.type, self.default))
        return self


def check_value(kind: str, value: Any) -> Any:
    """``value`` as the parameter type stores it; raises ``ValueError`` where it does not fit."""
    if kind == "yes_no" and isinstance(value, bool):
        return value
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if kind == "money" and isinstance(value, str | int) and not isinstance(value, bool):
        try:
            return str(Decimal(str(value)).quantize(Decimal("0.01")))
        except ArithmeticError:
            raise ValueError(f"{value!r} is not an amount such as 12.50") from None
    if kind == "date" and isinstance(value, str | date):
        return date.fromisoformat(str(value)).isoformat()
    if kind == "list" and isinstance(value, list):
        return value
    if kind in ("text", "unit") and isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not of the type {kind}")


class Contact(_Part):
    """Answer paths that say who the customer is: ``person`` and ``address`` name whole answers of these types."""

    person: str = ""
    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


class Decided(_Part):
    """What the procedure's tables (``decisions/*.dmn``) decide when an application is sent, by decision id.

    ``unit``: the key of the office that gets the case; no answer leaves it to the directory. ``documents``: the keys
    of the ``required_documents`` that this application needs. ``data``: kept with the case under the decision's id,
    so that templates say ``{data.<id>}``.
    """

    unit: str = ""
    documents: str = ""
    data: list[str] = Field(default_factory=list)

    def asked(self) -> list[str]:
        """All decisions that are asked, each once."""
        return list(dict.fromkeys(filter(None, (self.unit, self.documents, *self.data))))


class CoSigner(_Part):
    """Further people who must sign: answer paths; below a repeated group, one person per repetition.

    ``person`` is an answer of the type person, or ``name`` a text; ``email`` where the invitation goes. Whoever is not
    named in the answers is not asked.
    """

    person: str = ""
    name: str = ""
    email: str
    role: str = Field(default="", max_length=120, description="As what the person signs")
    level: Literal["low", "substantial", "high"] = "low"
    way: Literal["identity", "qualified", "either"] = "identity"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.person) == bool(self.name):
            raise ValueError("give either person or name")
        return self


class Signatures(_Part):
    """Where law demands signatures: who besides sending must sign, how surely known, in what order, until when.

    ``applicant``: the level at which the applicant signs, by sending where the level is reached then, else later;
    empty: sending is enough. ``reminders``: working days before the last day.
    """

    applicant: Literal["", "low", "substantial", "high"] = ""
    people: list[CoSigner] = Field(default_factory=list)
    order: Literal["any", "given"] = "any"
    deadline: Deadline = Field(default_factory=lambda: Deadline(working_days=20))
    reminders: list[Annotated[int, Field(ge=1, le=250)]] = Field(
        default_factory=lambda: [10, 3], max_length=10
    )


class FeeItem(_Part):
    """One line of the fee: an amount by CEL over the answers and ``param``, or by a decision of the tables."""

    label: str = Field(max_length=200)
    amount: str = Field(default="", description="CEL, such as param.fee")
    decision: str = Field(default="", description="Id of a decision that answers with an amount")
    tax_rate: Decimal = Field(
        default=Decimal(0), ge=0, le=99, decimal_places=2, description="Per cent within the amount"
    )
    account: str = Field(default="", max_length=40, description="Where it is booked (Haushaltsstelle)")
    cost_centre: str = Field(default="", max_length=40)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.amount) == bool(self.decision):
            raise ValueError("give either amount or decision")
        return self


class FeeCase(_Part):
    """When (CEL) less is to be paid, or nothing, and why."""

    when: str
    reason: str = Field(max_length=300)
    percent: int = Field(default=0, ge=0, le=99, description="What is still to be paid")


class Fee(_Part):
    """What the procedure costs (Gebühr).

    ``when``: demanded when the application is sent, or with the decision, where the clerk may change the amount.
    ``pay_first``: nothing is granted before it is paid. The first of ``reduced`` that fits counts.
    """

    when: Literal["sending", "decision"] = "sending"
    due_days: int = Field(default=14, ge=0, le=365)
    pay_first: bool = False
    items: list[FeeItem] = Field(min_length=1)
    reduced: list[FeeCase] = Field(default_factory=list)

    def decisions(self) -> list[str]:
        """The decisions that its lines ask."""
        return [item.decision for item in self.items if item.decision]

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.pay_first and self.when != "sending":
            raise ValueError("pay_first needs a fee that is demanded when sending")
        return self


class Manifest(_Part):
    """The whole of ``procedure.yaml``."""

    format: Literal[1] = 1
    key: str = Field(pattern=KEY, max_length=80)
    name: str = Field(max_length=250)
    description: str = ""
    service: str = Field(default="", description="LeiKa key or slug of the public service")
    unit: str = Field(default="", description="Key of the office, where the directory names none")
    case_kind: str = Field(default="application", pattern=KEY)
    title: str = Field(default="", description="CEL: the case's title in the inbox; empty: the name")
    form: FilePath | None = None
    process: FilePath | None = None
    level: Literal["none", "low", "substantial", "high"] = "none"
    filing_plan: str = Field(default="", max_length=60)
    deadline: Deadline | None = None
    draft_retention_days: int = Field(default=30, ge=1, le=730)
    confidential: bool = False
    customer: Contact = Field(default_factory=Contact)
    area_from: str = Field(default="", description="Path of the address answer that finds the area")
    required_documents: list[RequiredDocument] = Field(default_factory=list)
    decided: Decided = Field(default_factory=Decided)
    signatures: Signatures = Field(default_factory=Signatures)

    fee: Fee | None = None
    templates: dict[Annotated[str, Field(pattern=NAME)], Template] = Field(default_factory=dict)
    appeal: str = Field(default="", description="Instructions on appeal (Rechtsbehelfsbelehrung)")
    reasons: dict[str, str] = Field(default_factory=dict, description="Ready-made reasons by key")
    parameters: dict[Annotated[str, Field(pattern=NAME)], Parameter] = Field(default_factory=dict)

    def file_paths(self) -> list[str]:
        """Every file the folder must hold besides ``procedure.yaml``, sorted."""
        paths = {path for path in (self.form, self.process) if path}
        paths |= {template.file for template in self.templates.values()}
        return sorted(paths)
