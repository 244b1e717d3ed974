"""Keeping a working copy, with the lists that travel with it."""

from __future__ import annotations

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor

from .. import models
from ..events import FormSaved
from ..schema import Form, text_in
from .lists import store_list

#: How many changes of the workshop can be undone.
KEPT_DRAFTS = 20


def keep_the_last(row: models.Form | models.Block) -> None:
    """Forget what is too far back to be undone."""
    kept = row.earlier.order_by("-at", "-pk").values_list("pk", flat=True)[:KEPT_DRAFTS]
    row.earlier.exclude(pk__in=list(kept)).delete()


def store_draft(form: Form, *, actor: Actor) -> models.Form:
    """Create the form or replace its working copy; lists that travel with it become lists of their own."""
    for key, entry in form.code_lists.items():
        store_list(key, title=entry.title, version=entry.version, entries=entry.entries, actor=SYSTEM)
    data = form.model_copy(update={"code_lists": {}})
    row, _created = models.Form.objects.update_or_create(
        key=data.key, defaults={"title": text_in(data.title)[:500], "draft": data.as_data()}
    )
    record(FormSaved(key=data.key), stream=f"form:{row.pk}", actor=actor)
    return row
