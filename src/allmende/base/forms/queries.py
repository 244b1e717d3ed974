"""Reads of the form server that other apps use."""

from __future__ import annotations

import dataclasses
import uuid

from django.db.models import QuerySet

from . import models
from .engine import CompiledForm, compile_form
from .schema import Form


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
    version = models.FormVersion.objects.get(pk=version_id)
    return compile_form(Form.model_validate(version.content))


def search_code_list(key: str, text: str = "", *, limit: int = 20) -> list[Code]:
    """Entries of the code list ``key`` whose code or label contains ``text``, best first."""
    raise NotImplementedError


def code_label(key: str, code: str) -> str | None:
    """The label of a code, or None."""
    raise NotImplementedError


def open_reviews(form: models.Form) -> QuerySet[models.RuleReview]:
    """Rules in prose that block the publication of ``form``."""
    return form.reviews.filter(state=models.RuleReview.State.OPEN)
