"""What happens to customers, as the log tells it. Streams: ``customer:<id>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(DomainEvent):
    type: ClassVar[str] = "customers.created"
    label: ClassVar[str | Promise] = _("Customer recorded")
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(DomainEvent):
    type: ClassVar[str] = "customers.changed"
    label: ClassVar[str | Promise] = _("Customer data changed")
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class CustomerErased(DomainEvent):
    type: ClassVar[str] = "customers.erased"
    label: ClassVar[str | Promise] = _("Customer data erased")
