"""Files: the answer is the list of ids of stored files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .base import Context, Kind, MalformedError, Problem, Read, clean


class FileKind(Kind):
    """Whether an id belongs to the person who sends it is for whoever keeps the draft to check."""

    def parse(self, item: Any, path: str, read: Read) -> Any:
        return list(dict.fromkeys(clean(text) for text in read(path) if clean(text))) or None

    def decode(self, item: Any, value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise MalformedError(_("Please upload a file."))
        return value

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        if item.minimum and len(value) < item.minimum:
            yield "", _("Please upload at least %(min)s files.") % {"min": item.minimum}
        elif len(value) > item.maximum:
            yield "", _("Please upload at most %(max)s files.") % {"max": item.maximum}

    def show(self, item: Any, value: Any, context: Context) -> str:
        names = [context.file_names.get(part, "") for part in value]
        if all(names):
            return ", ".join(names)
        return ngettext("%(count)s file", "%(count)s files", len(value)) % {"count": len(value)}

    def missing_message(self, label: str) -> str:
        return _("Please upload a file for “%(label)s”.") % {"label": label}
