"""Every write of the workshop: each change to a working copy is one transaction through the form server's actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User

from .. import models
from ..access import require_designer
from ..actions import save_block, save_form, translate_rule
from ..schema import Form
from .edits import EditError, apply, item_at, page_of
from .keys import key_for
from .properties import name_of
from .workpiece import Workpiece, block_content, get_workpiece

T = TypeVar("T")


class ChangedMeanwhileError(EditError):
    """Somebody else saved the working copy after it was shown."""


@transaction.atomic
def change_workpiece(
    *, kind: str, key: str, base: str, by: User, edit: Callable[[dict[str, Any]], T]
) -> tuple[Workpiece, T]:
    """Apply ``edit`` to the JSON data of the working copy and save it.

    ``base`` is the fingerprint of the working copy that the person saw; "" does not ask. Raises
    ``ChangedMeanwhileError``, ``EditError``, ``PermissionDenied``, ``Http404``.
    """
    require_designer(actor_of(by))
    piece = get_workpiece(kind, key, lock=True)
    if base and base != piece.base:
        raise ChangedMeanwhileError(
            _("Somebody else has changed this meanwhile. Nothing was saved; you now see the newest state.")
        )
    data = piece.data()
    result = edit(data)
    form = validated(data)
    if kind == "block":
        save_block(key=key, title=piece.title, content=block_content(form), actor=actor_of(by), undo=True)
    else:
        save_form(form=form, actor=actor_of(by), undo=True)
    return get_workpiece(kind, key), result


@transaction.atomic
def create_form(*, title: str, by: User) -> models.Form:
    """A new form with one empty page."""
    taken = set(models.Form.objects.values_list("key", flat=True))
    key = key_for(title, taken, fallback="formular", separator="-")
    page = {"key": "seite_1", "label": _("Page 1"), "items": []}
    return save_form(form={"key": key, "title": title, "pages": [page]}, actor=actor_of(by))


@transaction.atomic
def create_block(*, title: str, by: User) -> models.Block:
    """A new reusable block without questions."""
    taken = set(models.Block.objects.values_list("key", flat=True))
    key = key_for(title, taken, fallback="baustein")
    return save_block(key=key, title=title, content={"label": title, "items": []}, actor=actor_of(by))


@transaction.atomic
def put_rule(
    *, review: models.RuleReview, place: str, how: str, rule: str, message: str, reason: str, by: User
) -> models.RuleReview:
    """Write an imported rule as an expression at ``place`` and close its review.

    ``how``: show, required or check (then ``message`` is what people read). Raises ``EditError``, ``ValueError``.
    """
    piece = get_workpiece("form", review.form.key, lock=True)
    data = piece.data()
    owner = page_of(data, place.removeprefix("page:")) if place.startswith("page:") else item_at(data, place)
    if how == "check":
        owner.setdefault("checks", []).append({"rule": rule, "message": message or review.name or rule})
    elif how in ("show", "required"):
        old = owner.get(how)
        apply(owner, {how: f"({old}) && ({rule})" if isinstance(old, str) else rule})
    else:
        raise EditError(_("Please choose what the rule does."))
    form = validated(data)
    return translate_rule(review=review, form=form, reason=reason, name=by.name, actor=actor_of(by))


def validated(data: dict[str, Any]) -> Form:
    """``data`` as a form; raises ``EditError`` in plain words."""
    try:
        return Form.model_validate(data)
    except ValidationError as error:
        names = [part for part in error.errors()[0]["loc"] if isinstance(part, str)]
        text = _("“%(name)s” cannot have this value. Nothing was changed.")
        raise EditError(text % {"name": name_of(names[-1]) if names else _("Form")}) from error
