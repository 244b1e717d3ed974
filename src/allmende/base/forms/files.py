"""Form files: our own JSON or YAML, or XDatenfelder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from .contrib.xdf import Imported, XdfError, import_xdf
from .contrib.xdf.genericode import read_genericode
from .schema import Form, Group, text_in

MAX_BYTES = 40_000_000
CodeLists = dict[str, dict[str, str]]


class FormFileError(ValueError):
    """A file cannot be read as a form; the text is one clear sentence for people."""


def read_form_file(
    path: Path,
    code_lists: Mapping[str, Mapping[str, str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """The form in ``path``; raises ``FormFileError``. ``progress`` as in ``import_xdf``."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormFileError(_("%(file)s is larger than %(max)s MB.") % {"file": path.name, "max": 40})
        data = path.read_bytes()
    except OSError as error:
        text = _("%(file)s cannot be opened: %(why)s.")
        raise FormFileError(text % {"file": path, "why": error.strerror}) from None
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return import_xdf(data, code_lists, progress)
        return _own(_plain(data))
    except (XdfError, FormFileError) as error:
        raise FormFileError(f"{path.name}: {error}") from None


def read_code_lists(folder: Path) -> CodeLists:
    """All Genericode files in ``folder`` by canonical version URI and canonical URI; raises ``FormFileError``."""
    if not folder.is_dir():
        raise FormFileError(_("%(file)s is no folder.") % {"file": folder})
    lists: CodeLists = {}
    for path in sorted([*folder.glob("*.xml"), *folder.glob("*.gc")]):
        try:
            names, entries = read_genericode(path.read_bytes())
        except (XdfError, OSError) as error:
            raise FormFileError(f"{path.name}: {error}") from None
        for name in names:
            lists.setdefault(name, entries)
    return lists


def _plain(data: bytes) -> Any:
    import yaml

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormFileError(_("The file is neither XML nor text in UTF-8.")) from None
    try:
        if text.lstrip().startswith("{"):
            return json.loads(text)
        if "&" in text and any(line.lstrip().startswith("- *") for line in text.splitlines()):
            raise FormFileError(_("Anchors and aliases are not taken in form files."))
        return yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        if isinstance(error, FormFileError):
            raise
        why = " ".join(str(error).split())[:200]
        raise FormFileError(_("The file is neither JSON nor YAML: %(why)s") % {"why": why}) from None


def _own(data: Any) -> Imported:
    try:
        form = Form.model_validate(data)
    except (ValidationError, RecursionError) as error:
        raise FormFileError(_("The file is no form: %(why)s") % {"why": _first(error)}) from None
    items = [item for _path, item in form.walk()]
    lists = {getattr(item, "code_list", "") for item in items} - {""}
    rules = sum(_rules_of(item) for item in items)
    return Imported(
        form=form,
        reviews=(),
        warnings=(),
        id=form.key,
        version=form.source.version if form.source else "",
        name=text_in(form.title),
        fields=sum(not isinstance(item, Group) for item in items),
        groups=sum(isinstance(item, Group) for item in items),
        code_lists=len(lists | set(form.code_lists)),
        rules=rules + len(form.checks) + sum(len(page.checks) + bool(page.show) for page in form.pages),
    )


def _first(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return _("it is nested too deep")
    found = error.errors()[0]
    place = ".".join(str(part) for part in found["loc"])
    return f"{place}: {found['msg']}" if place else str(found["msg"])


def _rules_of(item: Any) -> int:
    choices = sum(bool(choice.show) for choice in getattr(item, "choices", ()))
    single = [item.show, getattr(item, "compute", None), getattr(item, "allowed", None)]
    return len(item.checks) + choices + sum(map(bool, single)) + isinstance(item.required, str)
