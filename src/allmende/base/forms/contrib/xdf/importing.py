"""The import as a whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from ...reviews import ReviewItem
from ...schema import Form
from ...sentences import Sentence
from .convert import Converter
from .model import XdfField, XdfGroup
from .places import unfold
from .reader import read_schema
from .rules.apply import RuleResult, apply_rules


@dataclasses.dataclass(frozen=True)
class Imported:
    """A form, what must be reviewed, what could not be carried over, and the numbers of the source."""

    form: Form
    reviews: tuple[ReviewItem, ...]
    warnings: tuple[Sentence, ...]
    id: str
    version: str
    name: str
    fields: int
    groups: int
    code_lists: int
    rules: int

    def report(self) -> dict[str, Any]:
        """As the command line prints it."""
        review = len(self.reviews)
        return {
            "id": self.id,
            "version": self.version,
            "name": self.name,
            "fields": self.fields,
            "groups": self.groups,
            "code_lists": self.code_lists,
            "rules": {"total": self.rules, "executable": self.rules - review, "review": review},
            "warnings": list(map(str, self.warnings)),
        }


def import_xdf(
    data: bytes,
    code_lists: Mapping[str, Mapping[str, str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Read an XDatenfelder file (3.0.0 or 2.0); raises ``XdfError`` with one clear sentence.

    ``code_lists``: content of lists that the file only names, by canonical version URI: code → label.
    ``progress`` is told how many rules are read, of how many.
    """
    schema = read_schema(data)
    lists = {key: dict(entries) for key, entries in (code_lists or {}).items()}
    root = unfold(schema)
    results, warnings = apply_rules(root, lists, progress)
    converter = Converter(root, lists)
    form = converter.form()
    elements = [position.element for position in schema.walk()]
    return Imported(
        form=form,
        reviews=tuple(_review(result) for result in results if result.why),
        warnings=tuple(dict.fromkeys([*_never(schema), *converter.warnings, *warnings])),
        id=schema.id,
        version=schema.version,
        name=schema.name,
        fields=sum(isinstance(element, XdfField) for element in elements),
        groups=sum(isinstance(element, XdfGroup) for element in elements),
        code_lists=len(_lists_of(schema)),
        rules=len(results),
    )


def _never(schema: XdfGroup) -> list[Sentence]:
    found = [position.element for position in schema.walk() if position.maximum == 0]
    text = _("%(id)s “%(label)s” has the cardinality 0 and is not asked.")
    return [
        Sentence.of(text, {"id": element.id, "label": element.label or element.name}) for element in found
    ]


def _review(result: RuleResult) -> ReviewItem:
    rule = result.rule
    text = rule.text + (f"\n\n{rule.script}" if rule.script else "")
    places = tuple(".".join(place.path) for place in result.places)
    return ReviewItem(rule.id, rule.version, rule.name, text, places, result.why)


def _lists_of(schema: XdfGroup) -> set[tuple[str, str]]:
    """Distinct code lists: those inside by their field, the others by their name."""
    found = set()
    for position in schema.walk():
        element = position.element
        if isinstance(element, XdfField):
            if element.codes:
                found.add((element.id, element.version))
            elif element.code_list:
                found.add((element.code_list, ""))
    return found
