"""Metadata out of TIFF files, in place: the entries leave the directory, their data become zeros."""

from __future__ import annotations

import struct

#: XMP, IPTC, Photoshop, EXIF, GPS; make and model of the device, its software, date, artist, host.
_GONE = {700, 33723, 34377, 34665, 34853, 271, 272, 305, 306, 315, 316}
_DIRECTORIES = {34665, 34853}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MOST_PAGES = 5000


def without_metadata(data: bytes) -> bytes:
    """The TIFF without metadata; raises ``struct.error`` or ``ValueError`` where it is broken."""
    order = "<" if data[:2] == b"II" else ">"
    out = bytearray(data)
    (at,) = struct.unpack_from(order + "I", out, 4)
    seen: set[int] = set()
    while at:
        if at in seen or len(seen) > _MOST_PAGES:
            raise ValueError("the pages of the TIFF lead in a circle")
        seen.add(at)
        at = _clean_directory(out, at, order)
    return bytes(out)


def _clean_directory(out: bytearray, at: int, order: str) -> int:
    (count,) = struct.unpack_from(order + "H", out, at)
    (following,) = struct.unpack_from(order + "I", out, at + 2 + 12 * count)
    kept = []
    for place in range(at + 2, at + 2 + 12 * count, 12):
        entry = bytes(out[place : place + 12])
        (tag,) = struct.unpack_from(order + "H", entry)
        if tag in _GONE:
            _blank(out, entry, order, directory=tag in _DIRECTORIES)
        else:
            kept.append(entry)
    table = struct.pack(order + "H", len(kept)) + b"".join(kept) + struct.pack(order + "I", following)
    out[at : at + 6 + 12 * count] = table.ljust(6 + 12 * count, b"\x00")
    return int(following)


def _blank(out: bytearray, entry: bytes, order: str, *, directory: bool) -> None:
    _tag, kind, count, value = struct.unpack(order + "HHII", entry)
    if directory:
        (entries,) = struct.unpack_from(order + "H", out, value)
        for place in range(value + 2, value + 2 + 12 * entries, 12):
            _blank(out, bytes(out[place : place + 12]), order, directory=False)
        _zero(out, value, 6 + 12 * entries)
    elif (size := _SIZES.get(kind, 1) * count) > 4:
        _zero(out, value, size)


def _zero(out: bytearray, start: int, size: int) -> None:
    end = min(start + size, len(out))
    if start < end:
        out[start:end] = bytes(end - start)
