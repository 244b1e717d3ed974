"""The page of a form: which part renders which kind of field, and the cache of compiled pages."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from allmende.base.forms import fields
from allmende.base.forms.engine import CodeLists, CompiledForm
from allmende.base.forms.paths import without_numbers
from allmende.base.forms.schema import Group, Item, Page

from ..codes import entries, label
from .choices import RADIOS_AT_MOST, CheckboxesPart, ConsentPart, RadioPart, SelectPart, YesNoPart, options_of
from .codes import SearchManyPart, SearchPart
from .compound import AddressPart, DatePart, PersonPart
from .display import ComputedPart, NotePart
from .files import FilePart
from .groups import GroupPart, RepeatPart
from .inputs import (
    DecimalPart,
    EmailPart,
    IbanPart,
    IntegerPart,
    LongTextPart,
    MoneyPart,
    PhonePart,
    TextPart,
    TimePart,
    UnlistedPart,
)
from .part import Out, Part
from .state import PageState

#: Up to so many entries a code list is a select box; longer ones are searched.
SELECT_AT_MOST = 60
#: Up to so many entries several of them are ticked in the whole list.
TICKED_AT_MOST = 30

SIMPLE: dict[str, Callable[..., Part]] = {
    "text": TextPart, "long_text": LongTextPart, "integer": IntegerPart, "decimal": DecimalPart,
    "money": MoneyPart, "date": DatePart, "time": TimePart, "yes_no": YesNoPart, "email": EmailPart,
    "phone": PhonePart, "iban": IbanPart, "address": AddressPart, "person": PersonPart, "file": FilePart,
    "consent": ConsentPart, "computed": ComputedPart, "note": NotePart,
}  # fmt: skip


class PageRenderer:
    """One page in one language."""

    def __init__(self, lists: CodeLists, page: Page, language: str) -> None:
        self.page = page
        self.parts = [
            _part(lists, item, language, optional_above=False) for item in page.items if _shown(item)
        ]
        kinds = {item.type for item in _walk(page.items)}
        self.has_files = "file" in kinds
        self.has_addresses = "address" in kinds
        #: path without numbers → the level of identification that the field itself asks for
        self.levels = dict(_levels(page.items, ""))
        self.has_slots = any(_in_slot(part) for part in self.parts)

    def render(self, state: PageState) -> SafeString:
        """The fields of the page; fills ``state.slots``."""
        out: Out = []
        for part in self.parts:
            part.write(out, "", state.answers, state)
        return mark_safe("".join(out))

    def search_part(self, path: str) -> SearchPart | None:
        """The part of the searched code field at an instance path, or None."""
        parts: Sequence[Part] = self.parts
        steps = without_numbers(path).split(".")
        for number, step in enumerate(steps):
            part = next((part for part in parts if part.key == step), None)
            if number == len(steps) - 1:
                return part if isinstance(part, SearchPart) else None
            parts = getattr(part, "parts", ())
        return None

    def changes(self, state: PageState, known: dict[str, str]) -> SafeString:
        """Only the slots that look different from ``known``, each marked to be swapped where it stands."""
        out: Out = []
        for part in self.parts:
            part.changes(out, "", state.answers, state, known)
        return mark_safe("".join(out))


_cache: OrderedDict[tuple[uuid.UUID, str, str], PageRenderer] = OrderedDict()
CACHED_PAGES = 512


def page_renderer(version_id: uuid.UUID, compiled: CompiledForm, key: str) -> PageRenderer:
    """The renderer of a page in the active language; raises ``KeyError`` for an unknown page."""
    language = get_language() or "de"
    name = (version_id, key, language)
    found = _cache.get(name)
    if found is None:
        page = {page.key: page for page in compiled.form.pages}[key]
        found = _cache[name] = PageRenderer(compiled.code_lists, page, language)
        if len(_cache) > CACHED_PAGES:
            _cache.popitem(last=False)
    return found


def _part(lists: CodeLists, item: Item, language: str, *, optional_above: bool) -> Part:
    if isinstance(item, Group):
        below = optional_above or (item.minimum == 0 and not item.repeats)
        parts = [_part(lists, child, language, optional_above=below) for child in item.items if _shown(child)]
        kind = RepeatPart if item.repeats else GroupPart
        return kind(item, language, parts, optional_above=optional_above)
    if item.type == "choice":
        few = len(item.choices) <= RADIOS_AT_MOST or any(choice.help for choice in item.choices)
        if few:
            return RadioPart(item, language, optional_above=optional_above)
        return SelectPart(item, language, options_of(item.choices, language), optional_above=optional_above)
    if item.type == "choices":
        if item.code_list and not item.choices:
            if not lists.known(item.code_list):
                return UnlistedPart(item, language, optional_above=optional_above)
            listed = entries(lists, item.code_list, TICKED_AT_MOST)
            if listed is None:
                label_of = partial(label, lists, item.code_list)
                return SearchManyPart(item, language, label_of, optional_above=optional_above)
            choices = tuple(fields.Choice(value=code, label=text) for code, text in listed)
            item = item.model_copy(update={"choices": choices})
        return CheckboxesPart(item, language, optional_above=optional_above)
    if item.type == "code":
        return _code_part(lists, item, language, optional_above=optional_above)
    return SIMPLE[item.type](item, language, optional_above=optional_above)


def _code_part(lists: CodeLists, item: fields.CodeField, language: str, *, optional_above: bool) -> Part:
    if not lists.known(item.code_list):
        return UnlistedPart(item, language, optional_above=optional_above)
    listed = entries(lists, item.code_list, SELECT_AT_MOST)
    if listed is None:
        label_of = partial(label, lists, item.code_list)
        return SearchPart(item, language, label_of, optional_above=optional_above)
    choices = tuple(fields.Choice(value=code, label=text) for code, text in listed)
    if len(choices) <= RADIOS_AT_MOST and not item.allowed:
        few = item.model_copy(update={})
        return RadioPart(
            _WithChoices(few, choices),
            language,
            optional_above=optional_above,
        )
    return SelectPart(item, language, options_of(choices, language), optional_above=optional_above)


class _WithChoices:
    """A code field seen as a choice field."""

    def __init__(self, item: fields.CodeField, choices: tuple[fields.Choice, ...]) -> None:
        self._item = item
        self.choices = choices

    def __getattr__(self, name: str) -> Any:
        return getattr(self._item, name)


def _shown(item: Item) -> bool:
    return not getattr(item, "hidden", False)


def _walk(items: tuple[Item, ...]) -> list[Item]:
    return [one for item in items for one in (item, *(_walk(item.items) if isinstance(item, Group) else ()))]


def _levels(items: tuple[Item, ...], prefix: str) -> Iterator[tuple[str, str]]:
    for item in items:
        if isinstance(item, Group):
            yield from _levels(item.items, f"{prefix}{item.key}.")
        elif item.level != "none":
            yield f"{prefix}{item.key}", item.level


def _in_slot(part: Part) -> bool:
    return part.in_slot or any(_in_slot(child) for child in getattr(part, "parts", ()))
