"""Media types: which endings go with them, what people call them, which are taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"  # the container of old Office files
OCTETS = "application/octet-stream"
PROGRAM = "application/x-executable"
SCRIPT = "text/x-script"
HTML = "text/html"
SVG = "image/svg+xml"
HEIC = "image/heic"
MACROS = "application/x-office-with-macros"
_OOXML = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX, PPTX = (
    f"{_OOXML}.wordprocessingml.document",
    f"{_OOXML}.spreadsheetml.sheet",
    f"{_OOXML}.presentationml.presentation",
)
_ODF = "application/vnd.oasis.opendocument"
ODT, ODS, ODP = f"{_ODF}.text", f"{_ODF}.spreadsheet", f"{_ODF}.presentation"

#: ending → the types that its content may turn out to have; the first is what the ending promises.
ENDINGS: dict[str, tuple[str, ...]] = {
    "pdf": (PDF,), "jpg": ("image/jpeg",), "jpeg": ("image/jpeg",), "jpe": ("image/jpeg",),
    "png": ("image/png",), "gif": ("image/gif",), "webp": ("image/webp",),
    "tif": ("image/tiff",), "tiff": ("image/tiff",), "heic": (HEIC,), "heif": (HEIC,), "svg": (SVG,),
    "docx": (DOCX,), "xlsx": (XLSX,), "pptx": (PPTX,), "odt": (ODT,), "ods": (ODS,), "odp": (ODP,),
    "doc": ("application/msword",), "xls": ("application/vnd.ms-excel",),
    "ppt": ("application/vnd.ms-powerpoint",), "msg": ("application/vnd.ms-outlook",),
    "docm": (MACROS,), "xlsm": (MACROS,), "pptm": (MACROS,),
    "rtf": ("application/rtf",), "zip": (ZIP,),
    "txt": ("text/plain",), "md": ("text/plain",), "csv": ("text/csv",), "json": ("application/json",),
    "xml": ("application/xml",), "eml": ("message/rfc822",), "ics": ("text/calendar",), "vcf": ("text/vcard",),
    "html": (HTML,), "htm": (HTML,), "mp3": ("audio/mpeg",), "mp4": ("video/mp4",), "m4a": ("video/mp4",),
    "mov": ("video/mp4",), "gz": ("application/gzip",), "7z": ("application/x-7z-compressed",),
    "rar": ("application/vnd.rar",),
}  # fmt: skip
ARCHIVES = frozenset([ZIP, DOCX, XLSX, PPTX, ODT, ODS, ODP])
#: Files that a double click would run; refused whatever their content.
RUNNABLE = frozenset(
    ["apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "pif", "ps1",
     "reg", "scr", "sh", "vb", "vbe", "vbs", "wsf", "wsh"]
)  # fmt: skip
#: What is taken where the caller names nothing: the usual documents and pictures.
USUAL = frozenset(
    [PDF, "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", DOCX, XLSX, PPTX, ODT, ODS, ODP,
     "application/msword", "application/vnd.ms-excel", "application/rtf", "text/plain", "text/csv", ZIP]
)  # fmt: skip
#: What ``image/*`` and the like do not include: it runs scripts, or its metadata cannot be removed.
NEVER_BY_WILDCARD = frozenset([SVG, HEIC, HTML, SCRIPT])
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/tif": "image/tiff",
    "application/x-pdf": PDF,
    "application/x-zip-compressed": ZIP,
    "text/xml": "application/xml",
    "text/rtf": "application/rtf",
}
_LABELS: dict[str, str | Promise] = {
    PDF: "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WebP",
    "image/tiff": "TIFF", HEIC: "HEIC", SVG: "SVG", DOCX: "Word", XLSX: "Excel", PPTX: "PowerPoint",
    ODT: _("OpenDocument text"), ODS: _("OpenDocument spreadsheet"), ODP: _("OpenDocument presentation"),
    "application/msword": "Word", "application/vnd.ms-excel": "Excel", "application/rtf": "RTF",
    "application/vnd.ms-powerpoint": "PowerPoint", "application/vnd.ms-outlook": "Outlook",
    "text/plain": _("plain text"), "text/csv": "CSV", ZIP: "ZIP", HTML: _("a web page"), SCRIPT: _("a program"),
    PROGRAM: _("a program"), MACROS: _("an Office file with macros"), OLE: _("an old Office file"),
    "application/xml": "XML", "application/json": "JSON", "message/rfc822": _("an e-mail"), "video/mp4": _("a video"),
    "audio/mpeg": _("a sound recording"),
}  # fmt: skip


def label(media_type: str) -> str:
    """What people call the type."""
    return str(_LABELS.get(media_type, _("unknown type")))


def labels(media_types: Iterable[str]) -> str:
    """What people call the types, as one list without repetition."""
    known = dict.fromkeys(
        label(kind) if kind in _LABELS else kind for kind in sorted(map(_plain, media_types))
    )
    return ", ".join(known)


def is_allowed(media_type: str, allowed: Collection[str]) -> bool:
    """Whether ``media_type`` is among ``allowed`` (with wildcards such as ``image/*``); empty means the usual ones."""
    wanted = {_plain(kind) for kind in allowed} or USUAL
    family = f"{media_type.partition('/')[0]}/*"
    return media_type in wanted or (family in wanted and media_type not in NEVER_BY_WILDCARD)


def _plain(media_type: str) -> str:
    kind = media_type.partition(";")[0].strip().lower()
    return _ALIASES.get(kind, kind)
