"""Which properties each kind of question has, what they are called and how they are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ...prefill import fits

Choices = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Property:
    """``kind``: how it is typed and stored, see ``properties.values``; ``section``: where it stands on the page."""

    name: str
    label: Any
    kind: str = "line"
    section: str = "question"
    help: Any = ""
    choices: Choices = ()


LEVELS: Choices = (
    ("none", _("Nobody needs to prove who they are")), ("low", _("Confirmed e-mail address")),
    ("substantial", _("Identified")), ("high", _("Identified with the electronic ID card")),
)  # fmt: skip
WIDTHS: Choices = (("full", _("Full")), ("medium", _("Medium")), ("short", _("Short")))
#: What a question can be filled in with; of each, only what fits the kind of question is offered.
KNOWN: Choices = (
    ("person", _("Name of the person")), ("address", _("Address")), ("given_name", _("Given names")),
    ("family_name", _("Family name")), ("name", _("Full name")), ("birth_name", _("Name at birth")),
    ("title", _("Academic title")), ("birth_date", _("Date of birth")), ("birth_place", _("Place of birth")),
    ("nationality", _("Nationality")), ("gender", _("Gender")), ("email", _("E-mail address")),
    ("phone", _("Telephone number")), ("street", _("Street")), ("house_number", _("House number")),
    ("postcode", _("Postcode")), ("city", _("Town")), ("country", _("Country")),
    ("organisation", _("Name of the organisation")), ("register_number", _("Number in the commercial register")),
    ("tax_number", _("Tax number")), ("over_18", _("Of age (18 years)")),
)  # fmt: skip
#: What only services confirm, no account knows.
_ONLY_CONFIRMED = frozenset({
    "birth_name", "birth_date", "birth_place", "nationality", "gender", "register_number", "tax_number", "over_18",
})  # fmt: skip


def sources(kind: str) -> Choices:
    """What can fill in a question of this ``kind``, in the designer's words."""
    fitting = [(name, label) for name, label in KNOWN if fits(kind, name)]
    both = [(name, format_lazy(_("{what}: confirmed, else from the account"), what=label)) for name, label in fitting
            if name not in _ONLY_CONFIRMED]  # fmt: skip
    own = [(f"account.{name}", format_lazy(_("{what}: from the account"), what=label)) for name, label in fitting
           if name not in _ONLY_CONFIRMED]  # fmt: skip
    sure = [
        (f"eid.{name}", format_lazy(_("{what}: only if confirmed"), what=label)) for name, label in fitting
    ]
    return (("", _("Nothing")), *both, *sure, *own)


MEDIA: Choices = (
    ("application/pdf", "PDF"), ("image/jpeg", _("Photo (JPEG)")), ("image/png", _("Picture (PNG)")),
    ("image/tiff", _("Picture (TIFF)")), ("text/plain", _("Plain text")), ("text/csv", _("Table (CSV)")),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word document")),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel table")),
    ("application/vnd.oasis.opendocument.text", _("OpenDocument text")),
)  # fmt: skip
ADDRESS: Choices = (
    ("street", _("Street")), ("house_number", _("House number")), ("addition", _("Addition")),
    ("postcode", _("Postcode")), ("city", _("Town")), ("country", _("Country")),
)  # fmt: skip
PERSON: Choices = (
    ("salutation", _("Salutation")), ("title", _("Academic title")), ("given_name", _("Given names")),
    ("family_name", _("Family name")), ("birth_name", _("Name at birth")), ("birth_date", _("Date of birth")),
)  # fmt: skip
TONES: Choices = (
    ("plain", _("Plain")), ("info", _("Information")), ("success", _("Good news")), ("warning", _("Warning")),
    ("danger", _("Urgent")),
)  # fmt: skip
VALUES: Choices = (
    ("text", _("Text")), ("integer", _("Whole number")), ("decimal", _("Number with decimals")),
    ("money", _("Amount of money")), ("date", _("Day")), ("yes_no", _("Yes or no")),
)  # fmt: skip
AUTOCOMPLETE: Choices = (
    ("", _("Nothing")), ("given-name", _("Given names")), ("family-name", _("Family name")), ("name", _("Full name")),
    ("organization", _("Organisation")), ("bday", _("Date of birth")), ("street-address", _("Street")),
    ("postal-code", _("Postcode")), ("address-level2", _("Town")),
)  # fmt: skip

LABEL = Property("label", _("What do you ask?"), "text")
HELP = Property("help", _("Help below the question"), "lines")
SHOW = Property("show", _("Only shown if (rule)"), "rule", "when", _("Empty: always shown."))
REQUIRED = Property("required", _("Must it be answered?"), "required", "when")
CHECKS = Property("checks", _("What must hold"), "checks", "checks")
MORE = (
    Property("legal_reference", _("Legal basis"), "line", "more", _("Such as § 3 HundStS.")),
    Property("key", _("Short name in rules"), "key", "more",
             _("Small letters, digits and _; rules that use it must be changed too.")),
    Property("label.en", _("Question in English"), "english", "more"),
    Property("help.en", _("Help in English"), "english", "more"),
)  # fmt: skip
FIELD_MORE = (
    Property("message", _("Own message where the answer is not right"), "text", "more"),
    Property("prefill", _("Filled in from"), "select", "more",
             _("What a service such as BundID confirmed cannot be changed; people can say that it is wrong.")),
    Property("level", _("Proof of identity that this answer needs"), "select", "more", choices=LEVELS),
    Property("width", _("Width"), "select", "more", choices=WIDTHS),
    Property("read_only", _("Shown, but not to be changed"), "bool", "more"),
    Property("hidden", _("Never shown, only filled in by the source"), "bool", "more"),
)  # fmt: skip
LENGTHS = (
    Property("min_length", _("Least number of characters"), "integer"),
    Property("max_length", _("Most characters"), "integer"),
)
WHOLE = (
    Property("minimum", _("Least value"), "signed"),
    Property("maximum", _("Greatest value"), "signed"),
)
PARTS = (
    Property("minimum", _("Least value"), "decimal"),
    Property("maximum", _("Greatest value"), "decimal"),
)
CHOICES = Property("choices", _("Answers to choose from"), "choices", "choices")
UNIT = Property("unit", _("Unit"), "text")

OWN: dict[str, tuple[Property, ...]] = {
    "text": (*LENGTHS, Property("pattern", _("Pattern (regular expression)"), "line", "more"),
             Property("autocomplete", _("Browser suggests"), "select", "more", choices=AUTOCOMPLETE)),
    "long_text": (*LENGTHS, Property("rows", _("Lines that are shown"), "integer")),
    "integer": (*WHOLE, UNIT),
    "decimal": (*PARTS, Property("places", _("Decimal places"), "integer"), UNIT),
    "money": PARTS,
    "date": (
        Property("minimum", _("Earliest day"), "day", help=_("A day such as 31.12.2026, “heute”, or a rule.")),
        Property("maximum", _("Latest day"), "day", help=_("A day such as 31.12.2026, “heute”, or a rule."))),
    "time": (Property("minimum", _("Earliest time"), "time"), Property("maximum", _("Latest time"), "time")),
    "choice": (CHOICES,),
    "choices": (CHOICES, Property("code_list", _("or from this list"), "code_list", "choices"),
                Property("minimum", _("At least so many"), "integer"),
                Property("maximum", _("At most so many"), "integer")),
    "code": (Property("code_list", _("List"), "code_list"),
             Property("allowed", _("Only these entries (rule that gives a list)"), "rule", "when")),
    "address": (Property("parts", _("What is asked"), "several", choices=ADDRESS),),
    "person": (Property("parts", _("What is asked"), "several", choices=PERSON),),
    "file": (Property("media_types", _("Allowed kinds"), "several", choices=MEDIA),
             Property("max_bytes", _("Largest size in MB"), "megabytes"),
             Property("minimum", _("At least so many documents"), "integer"),
             Property("maximum", _("At most so many documents"), "integer")),
    "consent": (Property("text", _("What people consent to"), "lines"),),
    "computed": (Property("compute", _("How it is worked out (rule)"), "rule"),
                 Property("kind", _("What comes out"), "select", choices=VALUES)),
    "note": (Property("text", _("Text"), "lines"), Property("tone", _("Tone"), "select", choices=TONES)),
}  # fmt: skip
GROUP = (
    Property("minimum", _("At least so many times"), "integer", help=_("0: may be left out.")),
    Property("maximum", _("At most so many times"), "many", help=_("1: once. Empty: as often as needed.")),
    Property("item_label", _("What one of them is called"), "text", help=_("Such as “Dog”.")),
)
PAGE = (
    Property("label", _("Title of the page"), "text"), Property("help", _("Introduction"), "lines"), SHOW, CHECKS,
    Property("key", _("Short name of the page"), "key", "more"),
    Property("label.en", _("Title in English"), "english", "more"),
    Property("help.en", _("Introduction in English"), "english", "more"),
)  # fmt: skip
FORM = (
    Property("title", _("Name of the form"), "text"), Property("description", _("What it is for"), "lines"),
    Property("legal_reference", _("Legal basis")),
    Property("level", _("Proof of identity that is needed"), "select", choices=LEVELS), CHECKS,
    Property("title.en", _("Name in English"), "english", "more"),
)  # fmt: skip


def properties_of(kind: str) -> tuple[Property, ...]:
    """The properties of "page", "form", "group" or a kind of question."""
    if kind in ("page", "form"):
        return PAGE if kind == "page" else FORM
    if kind == "group":
        return (LABEL, HELP, *GROUP, SHOW, REQUIRED, CHECKS, *MORE)
    own = OWN.get(kind, ())
    if kind in ("note", "computed"):
        more = tuple(prop for prop in FIELD_MORE if prop.name == "width")
        return (LABEL, HELP, *own, SHOW, *((CHECKS,) if kind == "computed" else ()), *MORE, *more)
    more = tuple(
        replace(prop, choices=sources(kind)) if prop.name == "prefill" else prop for prop in FIELD_MORE
    )
    return (LABEL, HELP, *own, SHOW, REQUIRED, CHECKS, *MORE, *more)


def name_of(name: str) -> str:
    """What the property ``name`` is called, for comparisons and messages."""
    if name == "page":
        return str(_("Page"))
    if name == "type":
        return str(_("Kind of question"))
    groups = (*OWN.values(), (LABEL, HELP, SHOW, REQUIRED, CHECKS), MORE, FIELD_MORE, GROUP, FORM)
    return next((str(prop.label) for props in groups for prop in props if prop.name == name), name)
