"""Reviews: rules in prose that an import did not surely understand, and code lists that a form only names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .. import models, queries
from ..access import require_designer
from ..blocks import UnknownBlockError, resolve_blocks
from ..code_lists import current_contents
from ..events import RuleReviewed
from ..reviews import ReviewItem
from ..schema import Form, text_in
from .saving import store_draft

RULE, CODE_LIST = models.RuleReview.Kind.RULE, models.RuleReview.Kind.CODE_LIST


@transaction.atomic
def translate_rule(
    *, review: models.RuleReview, form: Form | dict[str, Any], reason: str, name: str, actor: Actor
) -> models.RuleReview:
    """Close a review item: ``form`` is the working copy that now has the rule in CEL, ``reason`` says how."""
    require_designer(actor)
    store_draft(form if isinstance(form, Form) else Form.model_validate(form), actor=actor)
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


def put_rule_reviews(row: models.Form, reviews: Sequence[ReviewItem]) -> None:
    """Take over what an import left open.

    A review that was closed stays closed where the rule's wording is the same; a rule that is gone takes its
    review along.
    """
    old = {(item.rule_id, item.rule_version): item for item in row.reviews.filter(kind=RULE)}
    for item in reviews:
        known = old.pop((item.rule_id[:300], item.rule_version[:30]), None)
        if known is not None and known.text == item.text:
            known.places, known.why = list(item.places), _why(item)
            known.save(update_fields=["places", "why"])
            continue
        if known is not None:
            known.delete()
        models.RuleReview.objects.create(
            form=row,
            rule_id=item.rule_id[:300],
            rule_version=item.rule_version[:30],
            name=item.name[:500],
            text=item.text,
            places=list(item.places),
            why=_why(item),
        )
    row.reviews.filter(pk__in=[item.pk for item in old.values()]).delete()


def _why(item: ReviewItem) -> dict[str, str]:
    return item.why.by_language() if item.why else {}


def put_list_reviews(row: models.Form, form: Form) -> None:
    """One open review for each code list that ``form`` names and nobody supplied; what is supplied needs none."""
    missing = missing_lists(form)
    row.reviews.filter(kind=CODE_LIST).exclude(rule_id__in=missing).delete()
    known = {review.rule_id: review for review in row.reviews.filter(kind=CODE_LIST)}
    labels = {path: text_in(item.label) for path, item in form.walk()}
    for key, paths in missing.items():
        if key in known:
            known[key].places = paths
            known[key].save(update_fields=["places"])
            continue
        models.RuleReview.objects.create(
            form=row,
            kind=CODE_LIST,
            rule_id=key,
            name=(labels.get(paths[0]) or paths[0])[:500],
            text=key,
            places=paths,
        )


def missing_lists(form: Form) -> dict[str, list[str]]:
    """Lists that the form (with its blocks) names and that have no content here: key → paths of the fields."""
    try:
        whole = resolve_blocks(form, queries.block)
    except UnknownBlockError:
        whole = form
    supplied = current_contents()
    return {key: paths for key, paths in queries.lists_used(whole).items() if key not in supplied}


def waived_lists(row: models.Form | None) -> set[str]:
    """Lists that a named person decided to do without."""
    if row is None:
        return set()
    waived = row.reviews.filter(kind=CODE_LIST, state=models.RuleReview.State.WAIVED)
    return set(waived.values_list("rule_id", flat=True))
