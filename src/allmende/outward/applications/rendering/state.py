"""What one request knows while a page is rendered, and the small pieces of HTML that all fields share."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from allmende.base.forms.engine import Errors, Evaluation

Values = Mapping[str, Any]
#: the signature of a slot in which nothing is shown
HIDDEN = "0"


@dataclasses.dataclass(frozen=True)
class Upload:
    """A file that already lies with the draft."""

    id: str
    name: str
    size: int


@dataclasses.dataclass
class PageState:
    """The answers, what the rules say about them, and what must be told to the person."""

    answers: Values
    evaluation: Evaluation
    errors: Errors
    #: instance path of a file field → its files
    uploads: Mapping[str, Sequence[Upload]] = dataclasses.field(default_factory=dict)
    #: instance path of a code field → entries found by the last search: (code, label)
    found: Mapping[str, Sequence[tuple[str, str]]] = dataclasses.field(default_factory=dict)
    #: instance path of a code field → what was searched for
    searched: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: instance paths of addresses that the register does not have
    unknown_addresses: frozenset[str] = frozenset()
    #: instance path of a field or of its part → the text of an answer that is confirmed and cannot be changed
    locked: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: instance path of a field → HTML below it: who confirmed it, or what it asks for
    below: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: address of the draft, for the helpers of single fields
    base_url: str = ""
    #: filled while rendering: slot → signature of what was shown in it
    slots: dict[str, str] = dataclasses.field(default_factory=dict)

    def shows(self, path: str) -> bool:
        """Whether the rules show the field or group at ``path``."""
        return path in self.evaluation.visible

    def requires(self, path: str) -> bool:
        """Whether the rules ask for an answer at ``path``."""
        return path in self.evaluation.required

    def slot_state(self) -> str:
        """The slots as the page sends them back with the next change."""
        return " ".join(f"{slot}:{signature}" for slot, signature in self.slots.items())


def read_slots(text: str) -> dict[str, str]:
    """The inverse of ``PageState.slot_state``; anything odd counts as unknown."""
    return dict(pair.split(":", 1) for pair in text.split() if ":" in pair)


def ident(path: str) -> str:
    """An instance path as part of an element's id; keys hold no hyphen, so nothing collides."""
    return path.replace(".", "-")


def path_of(slot: str) -> str:
    """The instance path of a slot's id."""
    return slot.removeprefix("s-").replace("-", ".")


def signature(*parts: object) -> str:
    """A short fingerprint of what a slot shows."""
    return format(zlib.crc32(repr(parts).encode()), "x")


def error_html(name: str, messages: Sequence[str]) -> str:
    """The message below a field; ``name`` is the field's ident."""
    if not messages:
        return ""
    text = "<br>".join(escape(message) for message in messages)
    return (
        f'<p class="kern-error" id="e-{name}">'
        '<span class="kern-icon kern-icon--danger" aria-hidden="true"></span>'
        f'<span class="kern-body">{text}</span></p>'
    )


def paragraphs(text: str) -> str:
    """Plain text as escaped HTML: an empty line begins a paragraph, a single one a line."""
    blocks = [escape(block.strip()).replace("\n", "<br>") for block in text.replace("\r", "").split("\n\n")]
    return "</p><p>".join(block for block in blocks if block)
