"""A record as one ZIP: readable index, machine-readable index, documents, history and a list of all hashes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Generator, Iterator
from typing import IO, Any, cast

from django.template.loader import render_to_string
from django.utils import timezone

from allmende.foundation.events.queries import timeline
from allmende.foundation.files.names import clean_name, extension
from allmende.foundation.files.queries import may_open, open_file
from allmende.foundation.tenants.context import current_tenant

from .models import Document, Record
from .queries import documents_of

CHUNK = 64 * 1024
#: Folder names in a ZIP stay short, so that it can be unpacked everywhere.
LONGEST_NAME = 80


class _Sink:
    """Where the ZIP is written to: holds only what nobody has taken yet."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def zip_of(record: Record) -> Iterator[bytes]:
    """The ZIP in pieces; a document that is blocked because of a virus is listed, but not in it.

    Everything but the files is read at once: a server takes the pieces when the request, and its tenant, is over.
    """
    documents = list(documents_of(record.subject))
    entries = [_entry(number, document) for number, document in enumerate(documents, start=1)]
    return _pieces(documents, entries, _indexes(record, entries))


def _pieces(
    documents: list[Document], entries: list[dict[str, Any]], indexes: dict[str, str]
) -> Iterator[bytes]:
    sink, hashes = _Sink(), []
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for document, entry in zip(documents, entries, strict=True):
            if entry["blocked"]:
                continue
            with open_file(document.file) as content:
                digest = yield from _copy(archive, sink, entry["path"], content)
            hashes.append((digest, entry["path"]))
        for path, text in indexes.items():
            archive.writestr(path, text)
            hashes.append((hashlib.sha256(text.encode()).hexdigest(), path))
        archive.writestr("SHA256SUMS", "".join(f"{digest}  {path}\n" for digest, path in hashes))
    yield sink.take()


def _copy(
    archive: zipfile.ZipFile, sink: _Sink, path: str, content: IO[bytes]
) -> Generator[bytes, None, str]:
    digest = hashlib.sha256()
    with archive.open(path, "w", force_zip64=True) as out:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
            if taken := sink.take():
                yield taken
    return digest.hexdigest()


def _entry(number: int, document: Document) -> dict[str, Any]:
    ending = extension(document.file.name)
    stem = clean_name(document.title.replace("/", "-"), fallback="document")
    stem = stem[: -len(ending) - 1] if ending and stem.lower().endswith(f".{ending}") else stem
    name = f"{number:03} {stem[:LONGEST_NAME].strip(' .')}" + (f".{ending}" if ending else "")
    return {
        "number": number, "path": f"documents/{name}", "title": document.title,
        "kind": document.kind, "kind_label": str(document.get_kind_display()),
        "origin": document.origin, "origin_label": str(document.get_origin_display()),
        "filed_at": document.filed_at.isoformat(), "filed": document.filed_at, "filed_by": document.filed_by,
        "media_type": document.file.media_type, "size": document.file.size, "sha256": document.sha256,
        "blocked": not may_open(document.file),
    }  # fmt: skip


def _indexes(record: Record, entries: list[dict[str, Any]]) -> dict[str, str]:
    hidden = ("filed", "kind_label", "origin_label")
    index = {
        "format": "allmende-record/1",
        "tenant": current_tenant().name,
        "number": record.number, "title": record.title, "subject": record.subject,
        "plan": {"key": record.plan.key, "title": record.plan.title},
        "state": record.state, "opened_at": record.opened_at.isoformat(),
        "closed_on": record.closed_on, "retain_until": record.retain_until, "legal_basis": record.legal_basis,
        "exported_at": timezone.now().isoformat(),
        "documents": [{key: value for key, value in entry.items() if key not in hidden} for entry in entries],
        "history": _history(record),
    }  # fmt: skip
    page = render_to_string(
        "records/export.html", {"record": record, "documents": entries, "sender": current_tenant()}
    )
    return {"index.html": page, "index.json": json.dumps(index, ensure_ascii=False, indent=2, default=str)}


def _history(record: Record) -> list[dict[str, Any]]:
    """The subject's event log as it is chained, with the personal part that is still there."""
    return [
        {
            "seq": event.seq, "type": event.type, "at": event.at.isoformat(), "actor": event.actor,
            "data": event.data, "personal": event.personal.data if hasattr(event, "personal") else None,
            "hash": event.hash,
        }
        for event in timeline(record.subject)
    ]  # fmt: skip
