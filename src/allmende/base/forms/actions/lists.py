"""Code lists: supplied, replaced and taken away. Their contents are shared and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .. import models
from ..access import require_designer
from ..events import CodeListDeleted, CodeListSaved
from ..searching import fold


class ListInUseError(ValueError):
    """A list cannot be taken away because a working copy uses it; the message is for people."""


@transaction.atomic
def save_code_list(
    *, key: str, actor: Actor, title: str = "", version: str = "", entries: Sequence[tuple[str, str]]
) -> models.CodeList:
    """Create or replace a code list; ``entries`` are (code, label) in order, a code that comes twice counts once.

    Working copies see the new content at once, published versions keep the one they were published with.
    """
    require_designer(actor)
    return store_list(key, title=title, version=version, entries=entries, actor=actor)


@transaction.atomic
def delete_code_list(*, key: str, actor: Actor) -> None:
    """Take a list away that no working copy uses; published versions keep their content.

    Raises ``ListInUseError``, ``models.CodeList.DoesNotExist``.
    """
    require_designer(actor)
    row = models.CodeList.objects.get(key=key)
    users = [form.title for form in models.Form.objects.exclude(draft=None) if _names(form.draft, key)]
    if users:
        text = _("The list is used in: %(forms)s. Nothing was removed.")
        raise ListInUseError(text % {"forms": ", ".join(users[:5])})
    content = row.content
    record(CodeListDeleted(key=key), stream=f"code_list:{row.pk}", actor=actor)
    row.delete()
    _drop_unused(content)


def store_list(
    key: str, *, title: str, version: str, entries: Sequence[tuple[str, str]], actor: Actor
) -> models.CodeList:
    """As ``save_code_list``, without asking who may: for lists that travel with a form."""
    content = _content(entries)
    row = models.CodeList.objects.filter(key=key).select_related("content").first()
    names = {"title": title[:500], "version": version[:100]}
    same = row is not None and row.content_id == content.pk
    if row is not None and same and (row.title, row.version) == (names["title"], names["version"]):
        return row
    before = row.content if row is not None else None
    row, _created = models.CodeList.objects.update_or_create(key=key, defaults={**names, "content": content})
    models.RuleReview.objects.filter(kind=models.RuleReview.Kind.CODE_LIST, rule_id=key).delete()
    event = CodeListSaved(key=key, size=content.size, sha256=content.sha256)
    record(event, stream=f"code_list:{row.pk}", actor=actor)
    if before is not None and not same:
        _drop_unused(before)
    return row


def _content(entries: Sequence[tuple[str, str]]) -> models.CodeListContent:
    """The one row of this content; made where it is new."""
    labels = {code[:200]: label[:1000] for code, label in entries}
    sha256 = hashlib.sha256(json.dumps(list(labels.items()), ensure_ascii=False).encode()).hexdigest()
    content, created = models.CodeListContent.objects.get_or_create(
        sha256=sha256, defaults={"size": len(labels)}
    )
    if created:
        rows = [
            models.CodeListEntry(
                content=content, position=place, code=code, label=label, folded=fold(label)[:1000]
            )
            for place, (code, label) in enumerate(labels.items())
        ]
        models.CodeListEntry.objects.bulk_create(rows, batch_size=1000)
    return content


def _drop_unused(content: models.CodeListContent) -> None:
    """A content that neither a list nor a published version points to is of no use any more."""
    if not content.lists.exists() and not content.pins.exists():
        content.delete()


def _names(data: object, key: str) -> bool:
    if isinstance(data, dict):
        return data.get("code_list") == key or any(_names(part, key) for part in data.values())
    return isinstance(data, list) and any(_names(part, key) for part in data)
