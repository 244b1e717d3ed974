"""Reads of the form server that other apps use."""

from __future__ import annotations

import dataclasses
import uuid
from collections import OrderedDict

from django.db.models import QuerySet

from allmende.foundation.tenants.context import current_tenant_id

from . import models
from .blocks import STANDARD
from .code_lists import DatabaseCodeLists, fold
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
    form = _compiled[key] = compile_form(Form.model_validate(version.content), DatabaseCodeLists())
    if len(_compiled) > _CACHE_SIZE:
        _compiled.popitem(last=False)
    return form


def search_code_list(key: str, text: str = "", *, limit: int = 20) -> list[Code]:
    """Entries of the code list ``key`` for what was typed, best first: those that begin with it, that contain it,
    and where there are none, those that look like it. Without text the first entries."""
    entries = models.CodeListEntry.objects.filter(code_list__key=key).order_by("position")
    wanted = fold(text)
    if not wanted:
        return [Code(*row) for row in entries.values_list("code", "label")[:limit]]
    exact = list(entries.filter(code__iexact=text.strip()).values_list("code", "label")[:1])
    begin = list(entries.filter(folded__startswith=wanted).values_list("code", "label")[:limit])
    inside = list(entries.filter(folded__contains=wanted).values_list("code", "label")[:limit])
    found = list(dict.fromkeys([*exact, *begin, *inside])) or _similar(entries, wanted, limit)
    return [Code(*row) for row in found[:limit]]


def _similar(entries: QuerySet[models.CodeListEntry], wanted: str, limit: int) -> list[tuple[str, str]]:
    from rapidfuzz import fuzz, process

    rows = list(entries.values_list("code", "label", "folded"))
    hits = process.extract(wanted, [row[2] for row in rows], scorer=fuzz.WRatio, score_cutoff=75, limit=limit)
    return [(rows[index][0], rows[index][1]) for _text, _score, index in hits]


def code_label(key: str, code: str) -> str | None:
    """The label of a code, or None."""
    labels = models.CodeListEntry.objects.filter(code_list__key=key, code=code).values_list(
        "label", flat=True
    )
    return labels.first()


def code_list_data(key: str) -> CodeListData | None:
    """A code list as it travels with a form."""
    row = models.CodeList.objects.filter(key=key).first()
    if row is None:
        return None
    entries = tuple(row.entries.order_by("position").values_list("code", "label"))
    return CodeListData(title=row.title, version=row.version, entries=entries)


def export_form(form: Form) -> Form:
    """``form`` with the code lists that it uses, so that it can go to another installation."""
    keys = {getattr(item, "code_list", "") for _path, item in form.walk()} - {""}
    lists = {key: data for key in sorted(keys) if (data := code_list_data(key))}
    return form.model_copy(update={"code_lists": {**form.code_lists, **lists}})


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
    """Rules in prose that block the publication of ``form``."""
    return form.reviews.filter(state=models.RuleReview.State.OPEN).order_by("rule_id")
