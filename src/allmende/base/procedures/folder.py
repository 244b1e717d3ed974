"""A procedure's folder on disk: reading, writing, comparing. No database."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .manifest import Manifest

MANIFEST = "procedure.yaml"
#: What a folder may hold in all; forms and processes are text of some kilobytes.
MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 200


class FolderError(ValueError):
    """A folder cannot be used; ``findings`` say what and where, each a sentence."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = list(findings)
        super().__init__("\n".join(self.findings))


@dataclass(frozen=True)
class Folder:
    """A procedure as files: path → text, with the manifest read."""

    manifest: Manifest
    files: dict[str, str]

    @property
    def sha256(self) -> str:
        """The fingerprint over all paths and texts."""
        digest = hashlib.sha256()
        for path, text in sorted(self.files.items()):
            digest.update(f"{path}\0{len(text.encode())}\0{text}".encode())
        return digest.hexdigest()

    def form(self) -> dict[str, Any] | None:
        """The form as data, or None where the procedure has none; JSON or YAML."""
        path = self.manifest.form
        if not path:
            return None
        data = _json(path, self.files[path]) if path.endswith(".json") else _yaml(path, self.files[path])
        if not isinstance(data, dict):
            raise FolderError([f"{path}: a form is an object"])
        return data

    def process(self) -> str | None:
        """The BPMN text, or None."""
        return self.files[self.manifest.process] if self.manifest.process else None

    def decisions(self) -> dict[str, str]:
        """The decision tables: path → DMN text of every ``decisions/*.dmn``."""
        return {
            path: text
            for path, text in sorted(self.files.items())
            if path.startswith("decisions/") and path.endswith(".dmn")
        }

    def template_texts(self, key: str) -> dict[str, str]:
        """Language → text of a template: ``decision.txt`` is German, ``decision.en.txt`` English."""
        stem, _, suffix = self.manifest.templates[key].file.rpartition(".")
        texts = {"de": self.files[f"{stem}.{suffix}"]}
        for path, text in self.files.items():
            if path.startswith(f"{stem}.") and path.endswith(f".{suffix}") and path != f"{stem}.{suffix}":
                texts[path[len(stem) + 1 : -len(suffix) - 1]] = text
        return texts


def read_folder(path: Path) -> Folder:
    """Read the folder at ``path``; raises ``FolderError`` with all that is wrong with its files."""
    if not (path / MANIFEST).is_file():
        raise FolderError([f"{path} has no {MANIFEST}"])
    found = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
    if len(found) > MAX_FILES or sum(file.stat().st_size for file in found) > MAX_BYTES:
        raise FolderError([f"{path} holds more than {MAX_FILES} files or {MAX_BYTES // 1024 // 1024} MB"])
    files: dict[str, str] = {}
    for file in found:
        if file.is_symlink():
            raise FolderError([f"{file.relative_to(path)} is a link; a folder holds its own files"])
        try:
            files[file.relative_to(path).as_posix()] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise FolderError([f"{file.relative_to(path)} is not UTF-8 text"]) from None
    return make_folder(files)


def make_folder(files: dict[str, str]) -> Folder:
    """The folder of these files; raises ``FolderError``."""
    try:
        data = _yaml(MANIFEST, files[MANIFEST])
    except KeyError:
        raise FolderError([f"there is no {MANIFEST}"]) from None
    try:
        manifest = Manifest.model_validate(data)
    except ValidationError as error:
        raise FolderError(_sentences(error)) from None
    missing = [
        f"{path}: named in {MANIFEST} but missing" for path in manifest.file_paths() if path not in files
    ]
    if missing:
        raise FolderError(missing)
    return Folder(manifest, files)


def write_folder(folder: Folder, path: Path) -> list[Path]:
    """Write all files below ``path``, which may exist; returns what was written."""
    written = []
    for name, text in sorted(folder.files.items()):
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written


def diff_folders(old: Folder, new: Folder) -> list[str]:
    """Unified differences of all files, as lines; empty where they are the same."""
    lines: list[str] = []
    for path in sorted(old.files.keys() | new.files.keys()):
        before, after = (folder.files.get(path, "").splitlines() for folder in (old, new))
        lines += difflib.unified_diff(before, after, f"old/{path}", f"new/{path}", lineterm="")
    return lines


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.name.endswith("~")


def _json(path: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise FolderError([f"{path} is no JSON: {error}"]) from None


def _yaml(path: str, text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise FolderError([f"{path} is no YAML{where}: {getattr(error, 'problem', error)}"]) from None


def _sentences(error: ValidationError) -> list[str]:
    return [
        f"{MANIFEST}: {'.'.join(str(part) for part in item['loc']) or 'the file'}: {item['msg']}"
        for item in error.errors()
    ]
