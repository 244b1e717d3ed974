"""Reads of the form server that other apps use."""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Mapping

from django.db.models import QuerySet

from allmende.foundation.tenants.context import current_tenant_id

from . import models
from .blocks import STANDARD
from .code_lists import DatabaseCodeLists, pinned_contents, search_content
from .engine import CompiledForm, compile_form
from .schema import CodeListData, Form, Group

_CACHE_SIZE = 200
_compiled: OrderedDict[tuple[uuid.UUID, str], CompiledForm] = OrderedDict()


@dataclasses.dataclass(frozen=True)
class Code:
    """An entry of a code list."""

    code: str
    label: str


def forms() -> QuerySet[models.Form]:
    """All forms of the current tenant."""
    return models.Form.objects.order_by("title")


def current_version(key: str) -> models.FormVersion | None:
    """The newest published version of the form, or None."""
    return models.FormVersion.objects.filter(form__key=key).order_by("-number").first()


def compiled(version_id: uuid.UUID | str) -> CompiledForm:
    """The compiled form of a published version, kept in the process; raises FormVersion.DoesNotExist."""
    key = (current_tenant_id(), str(version_id))
    if key in _compiled:
        _compiled.move_to_end(key)
        return _compiled[key]
    version = models.FormVersion.objects.get(pk=version_id)
    lists = DatabaseCodeLists(pinned_contents(version))
    form = _compiled[key] = compile_form(Form.model_validate(version.content), lists)
    if len(_compiled) > _CACHE_SIZE:
        _compiled.popitem(last=False)
    return form


def search_code_list(key: str, text: str = "", *, limit: int = 20) -> list[Code]:
    """Entries of what the list ``key`` holds now, for what was typed, best first: those that begin with it, that
    contain it, and where there are none, those that look like it. Without text the first entries.

    What a published version offers is asked of its compiled form: ``compiled(…).code_lists.search``."""
    row = models.CodeList.objects.filter(key=key).first()
    return [Code(*found) for found in search_content(row.content_id, text, limit=limit)] if row else []


def code_list_data(key: str) -> CodeListData | None:
    """A code list as it travels with a form."""
    row = models.CodeList.objects.filter(key=key).select_related("content").first()
    return _data(row.title, row.version, row.content) if row else None


def _data(title: str, version: str, content: models.CodeListContent) -> CodeListData:
    entries = tuple(content.entries.order_by("position").values_list("code", "label"))
    return CodeListData(title=title, version=version, entries=entries)


def lists_used(form: Form) -> dict[str, list[str]]:
    """The code lists that ``form`` names: key → paths of the fields."""
    found: dict[str, list[str]] = {}
    for path, item in form.walk():
        if key := getattr(item, "code_list", ""):
            found.setdefault(key, []).append(path)
    return found


def fingerprint(form: Form, contents: Mapping[str, uuid.UUID]) -> str:
    """What identifies a publication: the form and the content of every list that it uses (hexadecimal SHA-256)."""
    own = form.sha256()
    used = {key: contents[key] for key in lists_used(form) if key in contents}
    if not used:
        return own
    rows = models.CodeListContent.objects.filter(pk__in=used.values()).values_list("pk", "sha256")
    hashes = dict(rows)
    parts = [own, *(f"{key} {hashes[used[key]]}" for key in sorted(used))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def export_form(form: Form) -> Form:
    """``form`` with what the code lists that it uses hold now, so that it can go to another installation."""
    lists = {key: data for key in sorted(lists_used(form)) if (data := code_list_data(key))}
    return form.model_copy(update={"code_lists": {**form.code_lists, **lists}})


def export_version(version: models.FormVersion) -> Form:
    """A published version with the lists that it was published with."""
    pins = version.pinned_lists.select_related("content").order_by("key")
    lists = {pin.key: _data(pin.title, pin.list_version, pin.content) for pin in pins}
    return Form.model_validate(version.content).model_copy(update={"code_lists": lists})


def block(key: str) -> Group | None:
    """The reusable block ``key``: the municipality's own, else the standard one, else None."""
    row = models.Block.objects.filter(key=key).first()
    content = row.content if row else STANDARD.get(key)
    return Group.model_validate(content) if content else None


def blocks() -> dict[str, Group]:
    """All reusable blocks by key."""
    own = {row.key: Group.model_validate(row.content) for row in models.Block.objects.order_by("key")}
    return {**{key: Group.model_validate(content) for key, content in STANDARD.items()}, **own}


def open_reviews(form: models.Form) -> QuerySet[models.RuleReview]:
    """Rules in prose, and code lists that are only named, that block the publication of ``form``."""
    return form.reviews.filter(state=models.RuleReview.State.OPEN).order_by("-kind", "rule_id")
