"""Reusable blocks: kept in one place, put into the form when it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .schema import Form, Group, Item, Page

#: Blocks that every municipality has until it saves its own under the same key.
STANDARD: dict[str, dict[str, Any]] = {
    "person": {
        "key": "person",
        "label": {"de": "Person", "en": "Person"},
        "items": [
            {"type": "text", "key": "given_name", "label": {"de": "Vornamen", "en": "Given names"},
             "required": True, "max_length": 80, "autocomplete": "given-name", "prefill": "account.given_name"},
            {"type": "text", "key": "family_name", "label": {"de": "Familienname", "en": "Family name"},
             "required": True, "max_length": 120, "autocomplete": "family-name", "prefill": "account.family_name"},
            {"type": "date", "key": "birth_date", "label": {"de": "Geburtsdatum", "en": "Date of birth"},
             "required": True, "maximum": "today()", "prefill": "eid.birth_date"},
        ],
    },
    "address": {
        "key": "address",
        "label": {"de": "Anschrift", "en": "Address"},
        "items": [
            {"type": "address", "key": "address", "label": {"de": "Anschrift", "en": "Address"}, "required": True,
             "prefill": "account.address"},
        ],
    },
    "bank_account": {
        "key": "bank_account",
        "label": {"de": "Bankverbindung", "en": "Bank account"},
        "items": [
            {"type": "text", "key": "holder", "label": {"de": "Inhaberin oder Inhaber", "en": "Account holder"},
             "required": True, "max_length": 70},
            {"type": "iban", "key": "iban", "label": "IBAN", "required": True},
        ],
    },
}  # fmt: skip


class UnknownBlockError(ValueError):
    """A form names a block that is not there."""


def resolve_blocks(form: Form, find: Callable[[str], Group | None]) -> Form:
    """``form`` with each block's items in place; raises ``UnknownBlockError``."""
    return form.model_copy(update={"pages": tuple(_page(page, find) for page in form.pages)})


def _page(page: Page, find: Callable[[str], Group | None]) -> Page:
    return page.model_copy(update={"items": tuple(_item(item, find, ()) for item in page.items)})


def _item(item: Item, find: Callable[[str], Group | None], inside: tuple[str, ...]) -> Item:
    if not isinstance(item, Group):
        return item
    update: dict[str, Any] = {}
    items = item.items
    if item.block and not items:
        block = find(item.block)
        if block is None or item.block in inside:
            raise UnknownBlockError(item.block)
        items, inside = block.items, (*inside, item.block)
        update = {"label": item.label or block.label, "help": item.help or block.help}
        update["checks"] = item.checks or block.checks
    update["items"] = tuple(_item(child, find, inside) for child in items)
    return item.model_copy(update=update)
