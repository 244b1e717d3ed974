"""Containers of files with their signatures (ASiC-S and ASiC-E: ETSI EN 319 162-1)."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote

from .attached import Attached, with_digest
from .cms import check_cms
from .found import ALTERED, NO_DOCUMENT, PART, TOO_MUCH, UNREADABLE, Found, Verdict
from .trust import Anchor
from .xades import DIGESTS, NS, check_xml, read_xml

#: files in a container, and bytes of all of them when unpacked
MOST_FILES, LARGEST = 500, 64 * 1024 * 1024
STANDARD = "ASiC"
_ASIC = "http://uri.etsi.org/02918/v1.2.1#"


class TooLargeError(ValueError):
    """More than we unpack."""


def check_container(content: bytes, anchors: Sequence[Anchor]) -> list[Found]:
    """Each signature in a container; files that nobody signed keep it from being called valid."""
    try:
        parts = unpack(content)
    except TooLargeError:
        return [Found(Verdict.UNKNOWN, TOO_MUCH, standard=STANDARD)]
    except Exception:  # what a broken file makes a library raise is of many kinds
        return [Found(Verdict.BROKEN, UNREADABLE, standard=STANDARD)]
    files = [
        Attached(name, data) for name, data in parts.items()
        if not name.startswith("META-INF/") and name != "mimetype" and not name.endswith("/")
    ]  # fmt: skip
    try:
        found = [one for name in parts for one in _check(name, parts, files, anchors)]
    except Exception:  # a list of files that cannot be read
        found = []
    if not found:
        return [Found(Verdict.BROKEN, UNREADABLE, standard=STANDARD)]
    covered = {name for one in found for name in one.covers}
    missed = tuple(file.name for file in files if file.name not in covered)
    return [_with_missed(one, missed) for one in found] if missed else found


def unpack(content: bytes) -> dict[str, bytes]:
    """Name → bytes; raises ``TooLargeError``, and ``ValueError`` for names that lead elsewhere or come twice.

    Nothing is written anywhere; what a file says about its size is not believed.
    """
    left = LARGEST
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
            raise TooLargeError
        for entry in entries:
            name = entry.filename
            if name in found or name.startswith("/") or "\\" in name or ".." in name.split("/"):
                raise ValueError("a name that leads elsewhere, or twice")
            with archive.open(entry) as opened:
                data = opened.read(left + 1)
            left -= len(data)
            if left < 0:
                raise TooLargeError
            found[name] = data
    return found


def _check(
    name: str, parts: dict[str, bytes], files: list[Attached], anchors: Sequence[Anchor]
) -> list[Found]:
    low = name.lower()
    if not low.startswith("meta-inf/") or "signature" not in low:
        return []
    if low.endswith(".xml"):
        return [replace(one, standard=f"{STANDARD}, XAdES") for one in check_xml(parts[name], files, anchors)]
    if not low.endswith((".p7s", ".p7m")):
        return []
    manifest = _manifest_for(name, parts)
    if manifest is None:
        found = check_cms(parts[name], files, anchors, files[0] if len(files) == 1 else None)
    else:
        found = [
            _through(one, parts[manifest], files)
            for one in check_cms(parts[name], (), anchors, Attached(manifest, parts[manifest]))
        ]
    return [replace(one, standard=f"{STANDARD}, CAdES") for one in found]


def _manifest_for(name: str, parts: dict[str, bytes]) -> str | None:
    """The list of files (ASiC-E) that a signature signs instead of them."""
    for manifest, content in parts.items():
        if "ASiCManifest" not in manifest or not manifest.endswith(".xml"):
            continue
        reference = read_xml(content).find(f"{{{_ASIC}}}SigReference")
        if reference is not None and unquote(reference.get("URI", "")) in (name, name.rpartition("/")[2]):
            return manifest
    return None


def _through(one: Found, manifest: bytes, files: list[Attached]) -> Found:
    """What a signature over a list is worth, when the files of the list are compared with it."""
    covered = []
    by_name = {file.name: file for file in files}
    for reference in read_xml(manifest).iterfind(f"{{{_ASIC}}}DataObjectReference"):
        name = unquote(reference.get("URI", "")).removeprefix("./")
        file = by_name.get(name)
        if file is None:
            return replace(one, verdict=Verdict.UNKNOWN, why=NO_DOCUMENT, qualified=False, covers=())
        method, value = reference.find("ds:DigestMethod", NS), reference.find("ds:DigestValue", NS)
        algorithm = DIGESTS.get(method.get("Algorithm", "") if method is not None else "", "")
        digest = base64.b64decode((value.text or "") if value is not None else "")
        if with_digest([file], digest, algorithm) is None:
            return replace(one, verdict=Verdict.CHANGED, why=ALTERED, qualified=False, covers=(name,))
        covered.append(name)
    return replace(one, covers=tuple(covered))


def _with_missed(one: Found, missed: tuple[str, ...]) -> Found:
    if one.verdict == Verdict.VALID:
        return replace(one, verdict=Verdict.UNKNOWN, why=PART, uncovered=missed)
    return replace(one, uncovered=missed)
