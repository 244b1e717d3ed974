"""Photographs lose what they tell about place, time and device; the picture itself stays as it is, bit by bit."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from .errors import FileRefusedError
from .tiff import without_metadata as clean_tiff

#: A picture of more dots is refused: whoever opens it would need gigabytes of memory.
MOST_PIXELS = 89_000_000
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
}
_PNG_KEPT = {
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
    b"pHYs",
    b"bKGD",
    b"acTL",
    b"fcTL",
    b"fdAT",
    b"cICP",
}
#: In the compressed data of a JPEG, the next marker that is neither a stuffed byte nor a restart.
_JPEG_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_ORIENTATION = 0x0112


def clean_picture(content: IO[bytes], media_type: str) -> bytes:
    """The picture without EXIF, GPS, XMP, IPTC and comments; a photograph's orientation survives.

    Raises ``FileRefusedError`` where it cannot be read or is a decompression bomb.
    """
    orientation = _check(content, media_type)
    content.seek(0)
    data = content.read()
    try:
        if media_type == "image/jpeg":
            return _join_jpeg(data, orientation)
        if media_type == "image/png":
            return data[:8] + b"".join(_png_chunks(data))
        if media_type == "image/webp":
            return _clean_webp(data)
        if media_type == "image/tiff":
            return clean_tiff(data)
    except (struct.error, IndexError, ValueError) as error:
        raise _unreadable() from error
    return data


def _check(content: IO[bytes], media_type: str) -> int:
    from PIL import Image, UnidentifiedImageError

    content.seek(0)
    try:
        with Image.open(content, formats=[FORMATS[media_type]]) as picture:
            width, height = picture.size
            orientation = int(picture.getexif().get(_ORIENTATION, 1))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError) as error:
        raise _unreadable() from error
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    return orientation if 1 <= orientation <= 8 else 1


def _join_jpeg(data: bytes, orientation: int) -> bytes:
    parts = [b"\xff\xd8", *_jpeg_segments(data)]
    if orientation != 1:
        place = 2 if len(parts) > 1 and parts[1].startswith(b"\xff\xe0") else 1
        parts.insert(place, _exif_of(orientation))
    return b"".join(parts)


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    """The segments worth keeping up to the end of the image; what follows it (previews, trailers) is dropped."""
    at, in_scan = 2, False
    while at < len(data):
        found = _JPEG_MARKER.search(data, at)
        if in_scan:
            yield data[at : found.start() if found else len(data)]
        if found is None:  # cut off: viewers show what there is
            return
        marker, start = data[found.end() - 1], found.end()
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", data, start)
        body = data[start : start + length]
        if _keeps(marker, body[2:]):
            yield bytes([0xFF, marker]) + body
        at, in_scan = start + length, marker == 0xDA


def _keeps(marker: int, body: bytes) -> bool:
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\x00")
    # JFIF and Adobe's colour transform say how to show the picture; all other application data and comments go.
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _exif_of(orientation: int) -> bytes:
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind[:1].isupper() or kind in _PNG_KEPT:  # an upper-case letter marks what a viewer needs
            yield data[at : at + 12 + length]
        if kind == b"IEND":
            return
        at += 12 + length


def _clean_webp(data: bytes) -> bytes:
    out, at = [], 12
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= end:
        kind, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        chunk = data[at : at + 8 + length + length % 2]
        if kind == b"VP8X":  # its flags 0x08 and 0x04 announce EXIF and XMP
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if kind not in (b"EXIF", b"XMP "):
            out.append(chunk)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _unreadable() -> FileRefusedError:
    return FileRefusedError(
        "picture",
        _("This picture cannot be read, so it was not taken. Please save it again and send it once more."),
    )


def _too_many_pixels() -> FileRefusedError:
    return FileRefusedError(
        "pixels",
        _("This picture has too many pixels, so it was not taken. Please make it smaller and send it again."),
    )
