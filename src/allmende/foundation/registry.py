"""A typed registry of variants: login providers, channels, case kinds, process actions, field types."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Generic, Protocol, TypeVar

ENTRY_POINTS = "allmende.plugins"


class Keyed(Protocol):
    """Anything with a key that is unique within its registry."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


class DuplicateKeyError(ValueError):
    """Two variants claim the same key."""


class UnknownKeyError(KeyError):
    """No variant has this key."""


class Registry(Generic[T]):
    """Variants by key; a test builds a fresh one.

    Register from ``AppConfig.ready()``; an installed package registers from a callable that it names
    under the entry point ``allmende.plugins``.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}

    def register(self, item: T) -> T:
        """Add ``item``; raises ``DuplicateKeyError`` where its key is taken by another."""
        if self._items.get(item.key, item) is not item:
            raise DuplicateKeyError(f"{self.what} {item.key!r} is registered twice")
        self._items[item.key] = item
        return item

    def __getitem__(self, key: str) -> T:
        try:
            return self._items[key]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "none"
            raise UnknownKeyError(f"no {self.what} {key!r}; known: {known}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)


def load_plugins() -> None:
    """Call every installed package's registration function, once, after all apps are ready."""
    for entry in entry_points(group=ENTRY_POINTS):
        entry.load()()
