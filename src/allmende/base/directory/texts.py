"""Texts in several languages: the columns hold German, ``translations`` the others."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

#: The language of the columns themselves.
BASE_LANGUAGE = "de"


class LocalTexts:
    """A row's texts in one language; what is not translated is shown in German rather than left out."""

    def __init__(self, row: models.Model, translated: dict[str, Any]) -> None:
        self._row = row
        self._translated = translated

    def __getattr__(self, name: str) -> Any:
        return self._translated.get(name) or getattr(self._row, name)


class Translated(models.Model):
    """Mixin: ``translations`` is ``{"en": {"name": "Dog tax", …}}``; the keys are the row's text columns."""

    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def local(self) -> LocalTexts:
        """The texts in the visitor's language: ``{{ service.local.name }}``."""
        return self.in_language(get_language() or settings.LANGUAGE_CODE)

    def in_language(self, language: str) -> LocalTexts:
        """The texts in ``language`` ("en", "en-gb"), German where there is no translation."""
        code = language.split("-", maxsplit=1)[0]
        return LocalTexts(self, {} if code == BASE_LANGUAGE else self.translations.get(code) or {})
