"""How a subject's inputs are called by people: an app above knows what ``none`` means in its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allmende.foundation.registry import Registry

#: (dotted name of an input, its value) → what people call it, or None.
Label = Callable[[str, Any], str | None]


@dataclass(frozen=True)
class SubjectLabels:
    """``key`` is the kind of subject (``case``); ``of`` gives the labels for one subject ("case:<uuid>")."""

    key: str
    of: Callable[[str], Label]


#: Register from ``AppConfig.ready()``.
subject_labels: Registry[SubjectLabels] = Registry("labels of a kind of subject")


def labels_of(subject: str) -> Label | None:
    """The labels for a subject, or None where nobody knows any."""
    kind = subject.partition(":")[0]
    return subject_labels[kind].of(subject) if kind in subject_labels else None
