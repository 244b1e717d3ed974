"""What is being worked on: the working copy of a form, or a reusable block seen as a form of one page."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Literal

from django.http import Http404

from .. import models, queries
from ..blocks import STANDARD, UnknownBlockError, resolve_blocks
from ..schema import Form, Page, compact, text_in

Kind = Literal["form", "block"]
BLOCK_PAGE = "baustein"


@dataclass(frozen=True)
class Workpiece:
    """``form`` is the working copy; ``base`` its fingerprint, so that two people do not overwrite each other."""

    kind: Kind
    key: str
    title: str
    form: Form
    row: models.Form | None = None
    block: models.Block | None = None

    @property
    def base(self) -> str:
        """The fingerprint of the working copy as it was read."""
        return self.form.sha256()

    @property
    def undoable(self) -> bool:
        """Whether there is a change to undo."""
        row = self.row or self.block
        return row is not None and row.earlier.exists()

    def data(self) -> dict[str, Any]:
        """A copy of the working copy as plain JSON data, to be changed."""
        return copy.deepcopy(self.form.as_data())

    def resolved(self) -> Form:
        """The working copy with its blocks in place; a block that is not there stays empty."""
        try:
            return resolve_blocks(self.form, queries.block)
        except UnknownBlockError:
            return self.form


def get_workpiece(kind: str, key: str, *, lock: bool = False) -> Workpiece:
    """The form or block; raises ``Http404``."""
    return _block(key, lock=lock) if kind == "block" else _form(key, lock=lock)


def _form(key: str, *, lock: bool) -> Workpiece:
    rows = models.Form.objects.select_for_update() if lock else models.Form.objects.all()
    row = rows.filter(key=key).first()
    if row is None:
        raise Http404
    draft = row.draft
    if draft is None:
        newest = row.versions.order_by("-number").first()
        if newest is None:
            raise Http404
        draft = newest.content
    form = Form.model_validate(draft)
    return Workpiece("form", key, text_in(form.title), form, row)


def _block(key: str, *, lock: bool) -> Workpiece:
    rows = models.Block.objects.select_for_update() if lock else models.Block.objects.all()
    row = rows.filter(key=key).first()
    group = queries.block(key)
    if group is None:
        raise Http404
    title = row.title if row else text_in(group.label) or key
    page = Page(
        key=BLOCK_PAGE, label=group.label or title, help=group.help, checks=group.checks, items=group.items
    )
    return Workpiece(
        "block", key, title, Form(key=key.replace("_", "-"), title=title, pages=(page,)), block=row
    )


def block_content(form: Form) -> dict[str, Any]:
    """The inverse for saving: the one page as the content of a block (``schema.Group``)."""
    page = compact(form.pages[0])
    return {name: page[name] for name in ("label", "help", "checks", "items") if name in page}


def is_standard(key: str) -> bool:
    """Whether the block is one that every municipality has."""
    return key in STANDARD
