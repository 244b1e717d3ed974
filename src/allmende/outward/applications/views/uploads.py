"""Files that come with a page: with the button beside them, with "next", or one by one with progress."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from allmende.base.forms.fields import FileField
from allmende.base.forms.paths import put, value_at
from allmende.base.identity.access import actor_of
from allmende.foundation.files.queries import files_of

from ..access import user_of
from ..actions import add_files, remove_file
from .desk import Desk

PREFIX = "_file."


def receive(request: HttpRequest, desk: Desk) -> dict[str, tuple[str, ...]]:
    """Take the uploaded files and add their ids to the posted names; returns why some were refused, by path."""
    post: Any = request.POST.copy()
    refused: dict[str, tuple[str, ...]] = {}
    for name in request.FILES:
        path = name.removeprefix(PREFIX)
        field = desk.item(path) if name.startswith(PREFIX) else None
        if not isinstance(field, FileField) or desk.compiled.page_of(path) != desk.page:
            continue
        stored, reasons = add_files(
            draft=desk.draft, field=field, present=len(post.getlist(path)), uploads=request.FILES.getlist(name),
            actor=actor_of(user_of(request)),
        )  # fmt: skip
        for row in stored:
            post.appendlist(path, str(row.pk))
        if reasons:
            refused[path] = tuple(reasons)
    request.POST = post
    return refused


def keep_own_files(desk: Desk, answers: dict[str, Any]) -> None:
    """Leave out ids of files that do not belong to this draft: nobody reaches for another's file."""
    if not desk.renderer.has_files:
        return
    own = {str(key) for key in files_of(desk.draft.subject).values_list("pk", flat=True)}
    for path in list(_file_paths(desk, answers)):
        ids = value_at(answers, path)
        if isinstance(ids, list):
            put(answers, path, [one for one in ids if one in own])


def unload(request: HttpRequest, desk: Desk, argument: str) -> None:
    """``path:id``: take one file out of the draft, and its id out of what was posted."""
    path, _, file_id = argument.partition(":")
    post: Any = request.POST.copy()
    ids = post.getlist(path)
    if file_id in ids:
        # An empty text says "no file"; a name that is missing would mean "as before".
        post.setlist(path, [one for one in ids if one != file_id] or [""])
        remove_file(draft=desk.draft, file_id=file_id)
    request.POST = post


def _file_paths(desk: Desk, answers: Any, prefix: str = "") -> Any:
    if isinstance(answers, dict):
        for key, value in answers.items():
            yield from _file_paths(desk, value, f"{prefix}.{key}" if prefix else key)
    elif isinstance(answers, list):
        if isinstance(desk.item(prefix), FileField):
            yield prefix
        else:
            for number, row in enumerate(answers):
                yield from _file_paths(desk, row, f"{prefix}.{number}")
