"""Reusable blocks: saved, and put back as they were."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .. import models, queries
from ..access import require_designer
from ..events import BlockSaved
from ..schema import Group, compact
from .saving import keep_the_last


@transaction.atomic
def save_block(
    *, key: str, title: str, content: dict[str, Any], actor: Actor, undo: bool = False
) -> models.Block:
    """Create or replace a reusable block (``content``: a schema.Group); forms take it over when they are published.

    ``undo``: keep the block as it was, so that ``undo_block_change`` can bring it back.
    """
    require_designer(actor)
    before = queries.block(key) if undo else None
    row = _store(key, title=title, content=content, actor=actor)
    if before is not None and (earlier := _content(before)) != _content(Group.model_validate(row.content)):
        models.EarlierDraft.objects.create(block=row, content=earlier)
        keep_the_last(row)
    return row


@transaction.atomic
def undo_block_change(*, key: str, actor: Actor) -> bool:
    """Bring back the block as it was before the last change; False where there is none to undo."""
    require_designer(actor)
    row = models.Block.objects.select_for_update().filter(key=key).first()
    last = row.earlier.order_by("-at", "-pk").first() if row else None
    if row is None or last is None:
        return False
    _store(key, title=row.title, content=last.content, actor=actor)
    last.delete()
    return True


def _content(group: Group) -> dict[str, Any]:
    return {name: value for name, value in compact(group).items() if name not in ("key", "type")}


def _store(key: str, *, title: str, content: dict[str, Any], actor: Actor) -> models.Block:
    group = Group.model_validate({"key": "block", **content, "type": "group"})
    row, _created = models.Block.objects.update_or_create(
        key=key, defaults={"title": title, "content": group.model_dump(mode="json", exclude_unset=True)}
    )
    record(BlockSaved(key=key), stream=f"form_block:{row.pk}", actor=actor)
    return row
