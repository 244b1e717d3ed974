"""What a mandate can be limited to: apps above name their applications, because customers knows none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class Offers:
    """``choices()`` gives (procedure key, name) of what can be applied for."""

    key: str
    choices: Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class SubjectNames:
    """``name()`` says in words what a subject ``<key>:<id>`` is; empty where there is none any more."""

    key: str
    name: Callable[[str], str]


offers: Registry[Offers] = Registry("offers that a mandate can be limited to")
subject_names: Registry[SubjectNames] = Registry("names of what a mandate for one case is about")


def scope_choices() -> list[tuple[str, str]]:
    """Everything that a mandate can be limited to, by name."""
    return sorted((choice for offer in offers for choice in offer.choices()), key=lambda choice: choice[1])


def scope_name(key: str) -> str:
    """The name of a procedure by its key, or the key."""
    return dict(scope_choices()).get(key, key)


def subject_name(subject: str) -> str:
    """What a mandate for one case is about, in words; empty where nobody knows it."""
    kind = subject.partition(":")[0]
    return next((one.name(subject) for one in subject_names if one.key == kind), "")
