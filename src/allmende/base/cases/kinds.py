"""What a case can be about: each door that opens cases registers its kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class CaseKind:
    """A kind of case: ``label`` for people, ``icon`` a name of the icon set.

    ``page``: URL name of the customer's page, which takes the case's reference; by default that of an application.
    """

    key: str
    label: str | Promise
    icon: str = "description"
    page: str = "applications:case"


#: key → kind; register from ``AppConfig.ready()``.
case_kinds: Registry[CaseKind] = Registry("case kind")
