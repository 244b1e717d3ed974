"""Writes of the form server. Whoever calls them has checked that the actor may design forms."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from . import models
from .engine import Finding, check_form
from .events import FormPublished, FormSaved
from .schema import Form, text_in


class PublicationError(ValueError):
    """A form is not fit to be published; ``findings`` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))


@transaction.atomic
def save_form(*, form: Form | dict[str, Any], actor: Actor) -> models.Form:
    """Create the form or replace its working copy."""
    data = form if isinstance(form, Form) else Form.model_validate(form)
    row, _created = models.Form.objects.update_or_create(
        key=data.key, defaults={"title": text_in(data.title)[:500], "draft": data.as_data()}
    )
    record(FormSaved(key=data.key), stream=f"form:{row.pk}", actor=actor)
    return row


@transaction.atomic
def publish_form(*, key: str, form: Form | dict[str, Any] | None = None, actor: Actor) -> models.FormVersion:
    """Publish ``form`` (or the working copy) under ``key`` as the next immutable version.

    The same content as the newest version is not published again: that version is returned. Raises
    ``PublicationError`` where the form has findings or rules that nobody reviewed yet.
    """
    if form is not None:
        data = form if isinstance(form, Form) else Form.model_validate(form)
        row = save_form(form=data, actor=actor)
    else:
        row = models.Form.objects.get(key=key)
        data = Form.model_validate(row.draft)
    fatal = [finding for finding in check_form(data) if finding.fatal]
    if fatal:
        raise PublicationError(fatal)
    newest = row.versions.order_by("-number").first()
    if newest is not None and newest.sha256 == data.sha256():
        return newest
    version = models.FormVersion.objects.create(
        form=row,
        number=newest.number + 1 if newest else 1,
        content=data.as_data(),
        sha256=data.sha256(),
        published_by=str(actor),
    )
    event = FormPublished(key=key, number=version.number, sha256=version.sha256)
    record(event, stream=f"form:{row.pk}", actor=actor)
    return version


@transaction.atomic
def translate_rule(
    *, review: models.RuleReview, form: Form | dict[str, Any], reason: str, name: str, actor: Actor
) -> models.RuleReview:
    """Close a review item: ``form`` is the working copy that now has the rule in CEL."""
    raise NotImplementedError


@transaction.atomic
def waive_rule(*, review: models.RuleReview, reason: str, name: str, actor: Actor) -> models.RuleReview:
    """Close a review item without a rule: the named person says why it is not needed."""
    raise NotImplementedError


@transaction.atomic
def save_block(*, key: str, title: str, content: dict[str, Any], actor: Actor) -> models.Block:
    """Create or replace a reusable block (``content``: a schema.Group)."""
    raise NotImplementedError


@transaction.atomic
def save_code_list(
    *, key: str, title: str = "", version: str = "", entries: list[tuple[str, str]]
) -> models.CodeList:
    """Create or replace a code list; ``entries`` are (code, label) in order."""
    raise NotImplementedError
