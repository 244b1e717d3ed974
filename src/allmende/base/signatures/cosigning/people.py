"""Who is asked to sign what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from allmende.foundation.files.models import StoredFile
from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class Person:
    """Somebody who must sign: ``level`` is demanded of the person, ``way`` one of ``Signer.Way``."""

    name: str
    email: str = ""
    level: str = "low"
    way: str = "identity"
    role: str = ""
    is_applicant: bool = False


@dataclass(frozen=True)
class Contents:
    """What is signed, as it is now: ``digest`` is worked out anew at each reading."""

    digest: str
    #: ``{"title", "level", "rows": [{"label", "value"}]}``
    sections: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    files: Sequence[StoredFile] = field(default_factory=tuple)
    office: str = ""


@dataclass(frozen=True)
class Reader:
    """How subjects of one kind (what stands before the colon) are read; None where there is nothing to sign."""

    key: str
    read: Callable[[str, str], Contents | None]


#: kind of subject → reader(subject, language); apps above register theirs from ``AppConfig.ready()``.
contents: Registry[Reader] = Registry("reader of contents to sign")


def read_contents(subject: str, language: str) -> Contents | None:
    """What is signed under ``subject``; None where it is gone."""
    return contents[subject.partition(":")[0]].read(subject, language)
