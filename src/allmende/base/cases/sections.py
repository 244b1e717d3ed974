"""What apps above show on the clerk's page of their own kinds of case: a small part beside the answers."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.base.identity.models import User
from allmende.foundation.registry import Registry
from allmende.foundation.ui.sections import Drawn, Section, drawn

from .models import Case


@dataclass(frozen=True)
class CaseSection(Section[User, Case]):
    """For cases of ``kinds``; the template gets its context as ``part``."""

    kinds: tuple[str, ...]


#: key → part; register from ``AppConfig.ready()``.
case_sections: Registry[CaseSection] = Registry("section of a case's page")


def sections_of(case: Case, by: User) -> list[Drawn]:
    """The parts that have something to show for ``by``, in order."""
    return drawn((one for one in case_sections if case.kind in one.kinds), by, case)
