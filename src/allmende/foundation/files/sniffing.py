"""What a file really is, from its content; its name decides only between kinds of text and of old Office files."""

from __future__ import annotations

import codecs
import re
import zipfile
from typing import IO

from . import media
from .names import extension

HEAD = 8192
#: (offset, bytes that stand there, media type)
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", media.PDF),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftyphei", media.HEIC),
    (4, b"ftypmif1", media.HEIC),
    (4, b"ftypmsf1", media.HEIC),
    (4, b"ftyp", "video/mp4"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", media.OLE),
    (0, b"PK\x03\x04", media.ZIP),
    (0, b"PK\x05\x06", media.ZIP),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"MZ", media.PROGRAM),
    (0, b"\x7fELF", media.PROGRAM),
    (0, b"\xca\xfe\xba\xbe", media.PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", media.PROGRAM),
    (0, b"#!", media.SCRIPT),
    (0, b"ID3", "audio/mpeg"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = re.compile(
    r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|script|iframe|meta|base|a |img|table|div)",
    re.I | re.S,
)
_SVG = re.compile(r"\s*(<\?xml.*?\?>\s*)?(<!--.*?-->\s*)*(<!doctype svg.*?>\s*)?<svg\b", re.I | re.S)
_TEXT_ENDINGS = {"csv", "json", "xml", "eml", "ics", "vcf"}
_OLE_ENDINGS = {"doc", "xls", "ppt", "msg"}
_OPEN_DOCUMENTS = {media.ODT, media.ODS, media.ODP}


def sniff(content: IO[bytes], name: str) -> str:
    """The media type of ``content``; ``application/octet-stream`` where nothing fits. Leaves it at its start."""
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    found = next((kind for at, magic, kind in _SIGNATURES if head.startswith(magic, at)), None)
    ending = extension(name)
    if found == media.ZIP:
        return _kind_of_zip(content)
    if found == media.OLE:
        return media.ENDINGS[ending][0] if ending in _OLE_ENDINGS else media.OLE
    if found == media.SCRIPT or found is None:
        text = _as_text(head)
        if text is not None:
            return found or _kind_of_text(text, ending)
        return _kind_of_binary(head, content)
    return found


def _kind_of_zip(content: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
            if any(name.endswith("vbaProject.bin") for name in names):
                return media.MACROS
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    kind = entry.read(100).decode("ascii", "replace").strip()
                return kind if kind in _OPEN_DOCUMENTS else media.ZIP
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return media.ZIP
    finally:
        content.seek(0)
    if "[Content_Types].xml" in names:
        for part, kind in (("word/", media.DOCX), ("xl/", media.XLSX), ("ppt/", media.PPTX)):
            if any(name.startswith(part) for name in names):
                return kind
    return media.ZIP


def _as_text(head: bytes) -> str | None:
    """The head as text, None where it is binary; older texts in Windows-1252 count."""
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    for candidate in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = codecs.getincrementaldecoder(str(candidate))().decode(head, final=False)
        except UnicodeDecodeError:
            continue
        if not any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
            return text
    return None


def _kind_of_text(text: str, ending: str) -> str:
    if _SVG.match(text):
        return media.SVG
    if _HTML.match(text):
        return media.HTML
    if ending in _TEXT_ENDINGS:
        return media.ENDINGS[ending][0]
    if text.lstrip().startswith("<?xml"):
        return "application/xml"
    return "text/plain"


def _kind_of_binary(head: bytes, content: IO[bytes]) -> str:
    import puremagic

    if head.lstrip(b"\r\n\t \x00").startswith(b"%PDF-"):
        return media.PDF
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return media.OCTETS
    sure = [match for match in matches if match.mime_type and match.confidence >= 0.5]
    return str(sure[0].mime_type) if sure else media.OCTETS
