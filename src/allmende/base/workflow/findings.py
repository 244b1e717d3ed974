"""What keeps a process from being published, named at its element."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from .moddle import child_of, kind_of, text_of


@dataclass(frozen=True)
class Finding:
    """One finding: an ``error`` forbids publication, a ``warning`` is only shown."""

    element: str
    name: str
    message: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.name} ({self.element})" if self.name else self.element
        return f"{where}: {self.message}" if where else self.message


@dataclass
class Findings:
    """Findings in the order in which they were met."""

    items: list[Finding] = field(default_factory=list)

    def error(self, element: Any, message: str) -> None:
        self.items.append(Finding(text_of(element, "id"), label_of(element), message))

    def warning(self, element: Any, message: str) -> None:
        self.items.append(Finding(text_of(element, "id"), label_of(element), message, "warning"))

    @property
    def errors(self) -> list[Finding]:
        return [item for item in self.items if item.level == "error"]


class ProcessRefusedError(ValueError):
    """The process cannot be published; ``findings`` names each reason and its element."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings if finding.level == "error"))


def label_of(element: Any) -> str:
    """The element's name on one line; a sequence flow without one is called after its ends."""
    name = " ".join(text_of(element, "name").split())
    if name or kind_of(element) != "SequenceFlow":
        return name
    ends = [child_of(element, "sourceRef"), child_of(element, "targetRef")]
    return " → ".join(text_of(end, "name") or text_of(end, "id") for end in ends if end is not None)


def unsupported(element: Any, events: list[str]) -> str:
    """The message for an element that this engine does not run."""
    kind = " + ".join([kind_of(element), *events])
    return _("The engine does not run this kind of element yet: %(kind)s.") % {"kind": kind}
