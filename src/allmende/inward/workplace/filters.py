"""The inbox's filters: they live in the address, so that a view can be kept and shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from allmende.base.cases.kinds import case_kinds
from allmende.base.cases.models import State
from allmende.foundation.ids import read_key

VIEWS = ("mine", "office", "all")
DUE = ("overdue", "today", "week", "none")
SORTS = ("due", "new", "old")
NOBODY = "nobody"


class InAddress:
    """Base of filters that live in an address: frozen dataclasses of texts, among them the cursor ``after``."""

    @classmethod
    def texts(cls, query: Mapping[str, str]) -> dict[str, str]:
        """What the address says, by field."""
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
        return {name: (query.get(name) or "").strip()[:200] for name in names}

    def address(self, **changes: str) -> str:
        """The query string with ``changes``, from the first page on; only what differs from the default."""
        changed: Any = replace(self, **{"after": "", **changes})  # type: ignore[type-var]
        usual = type(self)()
        return "?" + urlencode(
            {key: value for key, value in asdict(changed).items() if value != getattr(usual, key)}
        )


@dataclass(frozen=True)
class Filters(InAddress):
    """What one inbox page shows; every field is text as in the address, empty for no wish."""

    view: str = "mine"
    q: str = ""
    state: str = ""
    kind: str = ""
    service: str = ""
    unit: str = ""
    due: str = ""
    who: str = ""
    sort: str = "due"
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """The filters of an address; what cannot be read counts as not given."""
        given = cls.texts(query)
        return cls(
            view=_one_of(given["view"], VIEWS, "mine"),
            q=given["q"],
            state=_one_of(given["state"], State.values),
            kind=_one_of(given["kind"], case_kinds),
            service=key_of(given["service"]),
            unit=key_of(given["unit"]),
            due=_one_of(given["due"], DUE),
            who=given["who"] if given["who"] == NOBODY else key_of(given["who"]),
            sort=_one_of(given["sort"], SORTS, "due"),
            after=given["after"],
        )

    @property
    def order(self) -> str:
        """The order in use: a wish about deadlines is read from the index by deadline, in its order."""
        return "due" if self.due else self.sort

    @property
    def narrowed(self) -> bool:
        """Whether anything but view and sort is set."""
        return any((self.q, self.state, self.kind, self.service, self.unit, self.due, self.who))


def _one_of(text: str, allowed: object, otherwise: str = "") -> str:
    return text if text in allowed else otherwise  # type: ignore[operator]


def key_of(text: str) -> str:
    """A row's key in an address; empty where it is none."""
    return str(read_key(text) or "")
