"""Files with a code list: Genericode XML, or CSV with code and label."""

from __future__ import annotations

import csv
import dataclasses
import io

from django.utils.translation import gettext as _

from .contrib.xdf.errors import XdfError
from .contrib.xdf.genericode import read_genericode_file

MAX_BYTES = 20_000_000
MAX_ENTRIES = 200_000
_CODES = {"code", "key", "schlüssel", "schluessel", "schlüsselwert", "id", "wert", "value", "kennung"}
_LABELS = {"name", "label", "bezeichnung", "text", "beschreibung", "titel", "title", "description"}


class ListFileError(ValueError):
    """A file cannot be read as a code list; the text is one clear sentence for people."""


@dataclasses.dataclass(frozen=True)
class ListFile:
    """``names``: what the list is called where it comes from (empty for CSV); ``entries``: code and label in order."""

    entries: tuple[tuple[str, str], ...]
    names: tuple[str, ...] = ()
    title: str = ""
    version: str = ""


def read_list_file(data: bytes) -> ListFile:
    """The list in ``data``; raises ``ListFileError``."""
    if len(data) > MAX_BYTES:
        raise ListFileError(_("The file is larger than %(max)s MB.") % {"max": MAX_BYTES // 1_000_000})
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        try:
            found = read_genericode_file(data)
        except XdfError as error:
            raise ListFileError(str(error)) from None
        return ListFile(tuple(found.entries.items()), found.names, found.title, found.version)
    return ListFile(_csv(_text(data)))


def _text(data: bytes) -> str:
    if b"\0" in data:
        raise ListFileError(_("The file is neither XML nor CSV."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListFileError(_("The file is neither XML nor CSV."))


def _csv(text: str) -> tuple[tuple[str, str], ...]:
    first = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error as error:
        raise ListFileError(_("The file is no CSV that can be read: %(why)s") % {"why": error}) from None
    if not rows:
        raise ListFileError(_("The file is empty."))
    code, label = 0, 1
    heads = [cell.strip().casefold() for cell in rows[0]]
    if _CODES.intersection(heads) and (len(heads) == 1 or _LABELS.intersection(heads)):
        code = next(number for number, head in enumerate(heads) if head in _CODES)
        label = next((number for number, head in enumerate(heads) if head in _LABELS), code)
        rows = rows[1:]
    entries = dict(_entry(row, code, label, number) for number, row in enumerate(rows, 1))
    if not entries:
        raise ListFileError(_("The file has no entries."))
    if len(entries) > MAX_ENTRIES:
        raise ListFileError(_("The list has more than %(max)s entries.") % {"max": MAX_ENTRIES})
    return tuple(entries.items())


def _entry(row: list[str], code: int, label: int, number: int) -> tuple[str, str]:
    value = row[code].strip() if code < len(row) else ""
    name = row[label].strip() if label < len(row) else ""
    if not value:
        raise ListFileError(_("Entry %(number)s has no code. Nothing was taken over.") % {"number": number})
    if len(value) > 200 or len(name) > 1000:
        raise ListFileError(_("Entry %(number)s is too long. Nothing was taken over.") % {"number": number})
    return value, name or value
