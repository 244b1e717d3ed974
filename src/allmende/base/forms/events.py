"""What happens to forms."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormImported(DomainEvent):
    type = "forms.imported"
    label = _("Form imported")
    key: str
    rules_open: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormSaved(DomainEvent):
    type = "forms.saved"
    label = _("Working copy of the form saved")
    key: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormPublished(DomainEvent):
    type = "forms.published"
    label = _("Form published")
    key: str
    number: int
    sha256: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RuleReviewed(DomainEvent):
    type = "forms.rule_reviewed"
    label = _("Rule of a form reviewed")
    key: str
    rule: str
    state: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class BlockSaved(DomainEvent):
    type = "forms.block_saved"
    label = _("Reusable block saved")
    key: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class CodeListSaved(DomainEvent):
    type = "forms.code_list_saved"
    label = _("Code list saved")
    key: str
    size: int
    sha256: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class CodeListDeleted(DomainEvent):
    type = "forms.code_list_deleted"
    label = _("Code list removed")
    key: str
