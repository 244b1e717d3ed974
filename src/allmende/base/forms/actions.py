"""Writes of the form server: saving, importing, publishing, reviewing rules, blocks and code lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor

from . import models, queries
from .access import require_designer
from .blocks import UnknownBlockError, resolve_blocks
from .code_lists import DatabaseCodeLists, fold
from .engine import Finding, check_form
from .events import BlockSaved, CodeListSaved, FormImported, FormPublished, FormSaved, RuleReviewed
from .reviews import ReviewItem
from .schema import Form, Group, text_in


class PublicationError(ValueError):
    """A form is not fit to be published; ``findings`` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))


@transaction.atomic
def save_form(*, form: Form | dict[str, Any], actor: Actor) -> models.Form:
    """Create the form or replace its working copy; code lists that travel with it are kept as lists of their own."""
    require_designer(actor)
    data = _own_lists(form if isinstance(form, Form) else Form.model_validate(form))
    row, _created = models.Form.objects.update_or_create(
        key=data.key, defaults={"title": text_in(data.title)[:500], "draft": data.as_data()}
    )
    record(FormSaved(key=data.key), stream=f"form:{row.pk}", actor=actor)
    return row


@transaction.atomic
def import_form(
    *, form: Form, reviews: Sequence[ReviewItem] = (), warnings: Sequence[str] = (), actor: Actor
) -> models.Form:
    """Save an imported form with the rules that people must look at.

    A review that was closed stays closed where the rule's wording is the same; a rule that is gone takes its
    review along.
    """
    row = save_form(form=form, actor=actor)
    row.warnings = list(warnings)
    row.save(update_fields=["warnings"])
    old = {(item.rule_id, item.rule_version): item for item in row.reviews.all()}
    for item in reviews:
        known = old.pop((item.rule_id, item.rule_version), None)
        if known is not None and known.text == item.text:
            known.places, known.why = list(item.places), item.why[:500]
            known.save(update_fields=["places", "why"])
            continue
        if known is not None:
            known.delete()
        models.RuleReview.objects.create(
            form=row,
            rule_id=item.rule_id[:60],
            rule_version=item.rule_version[:30],
            name=item.name[:500],
            text=item.text,
            places=list(item.places),
            why=item.why[:500],
        )
    row.reviews.filter(pk__in=[item.pk for item in old.values()]).delete()
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
    findings = check_form(form, DatabaseCodeLists())
    for review in queries.open_reviews(row) if row else ():
        text = _("The rule %(rule)s is neither translated nor waived.") % {"rule": review}
        findings.append(Finding("review", (review.places or [form.key])[0], text))
    return form, findings


@transaction.atomic
def publish_form(*, key: str, form: Form | dict[str, Any] | None = None, actor: Actor) -> models.FormVersion:
    """Publish ``form`` (or the working copy) under ``key`` as the next immutable version.

    The same content as the newest version is not published again: that version is returned. Raises
    ``PublicationError`` where the form has findings or rules that nobody reviewed yet.
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
    """Close a review item: ``form`` is the working copy that now has the rule in CEL, ``reason`` says how."""
    save_form(form=form, actor=actor)
    return _close(review, models.RuleReview.State.TRANSLATED, reason=reason, name=name, actor=actor)


@transaction.atomic
def waive_rule(*, review: models.RuleReview, reason: str, name: str, actor: Actor) -> models.RuleReview:
    """Close a review item without a rule: the named person says why it is not needed."""
    return _close(review, models.RuleReview.State.WAIVED, reason=reason, name=name, actor=actor)


def _close(
    review: models.RuleReview, state: models.RuleReview.State, *, reason: str, name: str, actor: Actor
) -> models.RuleReview:
    require_designer(actor)
    if not reason.strip() or not name.strip():
        raise ValueError(_("A reason and the name of the person who decided are needed."))
    review.state = state
    review.reason, review.decided_by_name = reason.strip(), name.strip()
    review.decided_by, review.decided_at = str(actor), timezone.now()
    review.save()
    event = RuleReviewed(key=review.form.key, rule=review.rule_id, state=str(state))
    personal = {"name": review.decided_by_name}
    record(event, stream=f"form:{review.form_id}", actor=actor, personal=personal)
    return review


@transaction.atomic
def save_block(*, key: str, title: str, content: dict[str, Any], actor: Actor) -> models.Block:
    """Create or replace a reusable block (``content``: a schema.Group); forms take it over when they are published."""
    require_designer(actor)
    group = Group.model_validate({"key": "block", **content, "type": "group"})
    row, _created = models.Block.objects.update_or_create(
        key=key, defaults={"title": title, "content": group.model_dump(mode="json", exclude_unset=True)}
    )
    record(BlockSaved(key=key), stream=f"form_block:{row.pk}", actor=actor)
    return row


@transaction.atomic
def save_code_list(
    *, key: str, actor: Actor, title: str = "", version: str = "", entries: Sequence[tuple[str, str]]
) -> models.CodeList:
    """Create or replace a code list; ``entries`` are (code, label) in order, a code that comes twice counts once."""
    require_designer(actor)
    return _store_list(key, title=title, version=version, entries=entries, actor=actor)


def _store_list(
    key: str, *, title: str, version: str, entries: Sequence[tuple[str, str]], actor: Actor
) -> models.CodeList:
    labels = dict(entries)
    sha256 = hashlib.sha256(json.dumps(list(labels.items()), ensure_ascii=False).encode()).hexdigest()
    row = models.CodeList.objects.filter(key=key).first()
    if row is not None and row.sha256 == sha256:
        return row
    defaults = {"title": title[:500], "version": version[:100], "size": len(labels), "sha256": sha256}
    row, _created = models.CodeList.objects.update_or_create(key=key, defaults=defaults)
    row.entries.all().delete()
    models.CodeListEntry.objects.bulk_create(
        [
            models.CodeListEntry(
                code_list=row, position=place, code=code[:200], label=label[:1000], folded=fold(label)[:1000]
            )
            for place, (code, label) in enumerate(labels.items())
        ],
        batch_size=1000,
    )
    record(CodeListSaved(key=key, size=len(labels)), stream=f"code_list:{row.pk}", actor=actor)
    return row


def _own_lists(form: Form) -> Form:
    """Move the lists that travel with ``form`` into rows."""
    for key, data in form.code_lists.items():
        _store_list(key, title=data.title, version=data.version, entries=data.entries, actor=SYSTEM)
    return form.model_copy(update={"code_lists": {}})
