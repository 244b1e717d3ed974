"""Forms and blocks: saving, importing, undoing, publishing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .. import models, queries
from ..access import require_designer
from ..blocks import UnknownBlockError, resolve_blocks
from ..code_lists import DatabaseCodeLists, current_contents
from ..engine import Finding, check_form
from ..events import FormImported, FormPublished
from ..reviews import ReviewItem
from ..schema import Form
from ..sentences import Sentence
from .reviews import put_list_reviews, put_rule_reviews, waived_lists
from .saving import keep_the_last, store_draft


class PublicationError(ValueError):
    """A form is not fit to be published; ``findings`` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))


@transaction.atomic
def save_form(*, form: Form | dict[str, Any], actor: Actor, undo: bool = False) -> models.Form:
    """Create the form or replace its working copy; code lists that travel with it are kept as lists of their own.

    ``undo``: keep the working copy as it was, so that ``undo_change`` can bring it back.
    """
    require_designer(actor)
    data = form if isinstance(form, Form) else Form.model_validate(form)
    before = models.Form.objects.filter(key=data.key).first() if undo else None
    row = store_draft(data, actor=actor)
    put_list_reviews(row, data)
    if before is not None and before.draft and before.draft != row.draft:
        models.EarlierDraft.objects.create(form=row, content=before.draft)
        keep_the_last(row)
    return row


@transaction.atomic
def undo_change(*, key: str, actor: Actor) -> bool:
    """Bring back the working copy as it was before the last change; False where there is none to undo.

    A rule that was translated by that change is open again.
    """
    require_designer(actor)
    row = models.Form.objects.select_for_update().get(key=key)
    last = row.earlier.order_by("-at", "-pk").first()
    if last is None:
        return False
    form = Form.model_validate(last.content)
    row = store_draft(form, actor=actor)
    put_list_reviews(row, form)
    translated = row.reviews.filter(state=models.RuleReview.State.TRANSLATED, decided_at__gte=last.at)
    translated.update(state=models.RuleReview.State.OPEN, reason="", decided_at=None)
    last.delete()
    return True


@transaction.atomic
def import_form(
    *, form: Form, reviews: Sequence[ReviewItem] = (), warnings: Sequence[Sentence] = (), actor: Actor
) -> models.Form:
    """Save an imported form with the rules that people must look at.

    A review that was closed stays closed where the rule's wording is the same; a rule that is gone takes its
    review along.
    """
    row = save_form(form=form, actor=actor)
    row.warnings = [warning.by_language() for warning in warnings]
    row.save(update_fields=["warnings"])
    put_rule_reviews(row, reviews)
    event = FormImported(key=row.key, rules_open=queries.open_reviews(row).count())
    record(event, stream=f"form:{row.pk}", actor=actor)
    return row


def check_for_publication(form: Form, row: models.Form | None = None) -> tuple[Form, list[Finding]]:
    """``form`` with its blocks in place, and everything that is wrong with it (only ``fatal`` ones block)."""
    try:
        form = resolve_blocks(form, queries.block)
    except UnknownBlockError as error:
        text = _("The block “%(block)s” is not there.") % {"block": error}
        return form, [Finding("block", form.key, text)]
    waived = waived_lists(row)
    waived_paths = {
        path for key, paths in queries.lists_used(form).items() if key in waived for path in paths
    }
    findings = [
        dataclasses.replace(finding, fatal=row is not None and finding.place not in waived_paths)
        if finding.code == "code_list"
        else finding
        for finding in check_form(form, DatabaseCodeLists())
    ]
    rules = queries.open_reviews(row).filter(kind=models.RuleReview.Kind.RULE) if row else ()
    for review in rules:
        text = _("The rule %(rule)s is neither translated nor waived.") % {"rule": review}
        findings.append(Finding("review", (review.places or [form.key])[0], text))
    return form, findings


@transaction.atomic
def publish_form(*, key: str, form: Form | dict[str, Any] | None = None, actor: Actor) -> models.FormVersion:
    """Publish ``form`` (or the working copy) under ``key`` as the next immutable version.

    The version keeps what its code lists hold at this moment, whatever becomes of the lists. The same content as
    the newest version, lists included, is not published again: that version is returned. Raises
    ``PublicationError`` where the form has findings, rules that nobody reviewed yet, or lists that nobody supplied.
    """
    require_designer(actor)
    if form is not None:
        data = form if isinstance(form, Form) else Form.model_validate(form)
        row = save_form(form=data.model_copy(update={"key": key}), actor=actor)
    else:
        row = models.Form.objects.get(key=key)
    data, findings = check_for_publication(Form.model_validate(row.draft), row)
    fatal = [finding for finding in findings if finding.fatal]
    if fatal:
        raise PublicationError(fatal)
    sha256 = queries.fingerprint(data, current_contents())
    newest = row.versions.order_by("-number").first()
    if newest is not None and newest.sha256 == sha256:
        return newest
    version = models.FormVersion.objects.create(
        form=row,
        number=newest.number + 1 if newest else 1,
        content=data.as_data(),
        sha256=sha256,
        published_by=str(actor),
    )
    _pin(version, data)
    event = FormPublished(key=key, number=version.number, sha256=version.sha256)
    record(event, stream=f"form:{row.pk}", actor=actor)
    return version


def _pin(version: models.FormVersion, form: Form) -> None:
    """Point the version to what each list that it uses holds now."""
    for used in models.CodeList.objects.filter(key__in=queries.lists_used(form)):
        models.PinnedCodeList.objects.create(
            version=version,
            key=used.key,
            title=used.title,
            list_version=used.version,
            content_id=used.content_id,
        )
