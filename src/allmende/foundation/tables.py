"""Tables (CSV) that people made: any usual separator, clear words for what cannot be read; and names in ours."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Larger files are no tables of a municipality; reading one would fill the memory.
MAX_BYTES = 200 * 1024 * 1024
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class TableError(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class TableRow:
    """One row: ``line`` in the file, counted from 1; values by column, without surrounding blanks."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be used: where, why, and how it begins."""

    line: int
    reason: str
    text: str = ""

    def as_dict(self) -> dict[str, int | str]:
        return {"line": self.line, "reason": self.reason, "text": self.text}


def read_table(path: Path, *, required: Collection[str], encoding: str = "") -> list[TableRow | Refusal]:
    """The rows of a CSV file, and a refusal for each that is broken; empty lines are skipped.

    Raises ``TableError`` where the file is missing, not text, or lacks a ``required`` column.
    """
    text = _read_text(path, encoding)
    head = text[: text.find("\n")] if "\n" in text else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(head), strict=True)
    rows = _safe_rows(reader)
    first = next(rows, None)
    if first is None:
        raise TableError(f"{path.name} is empty.")
    if isinstance(first, Refusal):
        raise TableError(f"The first line of {path.name} cannot be read: {first.reason}")
    columns = [cell.strip().lower() for cell in first[1]]
    _require(path, columns, required)
    return [row if isinstance(row, Refusal) else _row(columns, *row) for row in rows if row]


@dataclass(frozen=True)
class LongTable:
    """A CSV file of any length: ``rows()`` reads it line by line; ``lines`` counts all of them, the first included."""

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    lines: int
    sha256: str

    def rows(self) -> Iterator[TableRow | Refusal]:
        """The rows after the first line, and a refusal for each that is broken."""
        with self.path.open(encoding=self.encoding, newline="", errors="replace") as file:
            read = _safe_rows(csv.reader(file, delimiter=self.separator, strict=True))
            next(read, None)
            for row in read:
                yield row if isinstance(row, Refusal) else _row(list(self.columns), *row)


def open_table(path: Path, *, required: Collection[str]) -> LongTable:
    """Look through a CSV file of any length, UTF-8 or else Windows-1252, without keeping it in memory.

    Raises ``TableError`` where the file is missing, not text, or lacks a ``required`` column.
    """
    if not path.is_file():
        raise TableError(f"There is no file {path}.")
    digest, lines, encoding = hashlib.sha256(), 0, "utf-8-sig"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            lines += block.count(b"\n")
            if b"\0" in block:
                raise TableError(f"{path.name} is not a text file.")
            if encoding == "utf-8-sig":
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    encoding = "cp1252"
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        head = file.readline(100_000)
    columns = [cell.strip().casefold() for cell in next(csv.reader([head], delimiter=_separator(head)), [])]
    if not any(columns):
        raise TableError(f"{path.name} is empty.")
    _require(path, columns, required)
    return LongTable(path, encoding, _separator(head), tuple(columns), lines, digest.hexdigest())


def no_formula(text: str) -> str:
    """For writing: what a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _require(path: Path, columns: list[str], required: Collection[str]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        raise TableError(
            f"{path.name} has no column {', '.join(missing)}. Its first line names: {', '.join(columns)[:300]}. "
            f"Needed are: {', '.join(required)}."
        )


def _read_text(path: Path, encoding: str) -> str:
    if not path.is_file():
        raise TableError(f"There is no file {path}.")
    if path.stat().st_size > MAX_BYTES:
        raise TableError(f"{path.name} is larger than {MAX_BYTES // 1024 // 1024} MB.")
    raw = path.read_bytes()
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark)), "utf-8-sig")
    try:
        text = raw.decode(encoding or marked)
    except LookupError:
        raise TableError(f"There is no encoding {encoding!r}; try utf-8 or cp1252.") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"{path.name} is not {encoding or 'UTF-8'} (line {line}). Save it as UTF-8, or name its encoding: "
            "--encoding cp1252 (Windows)."
        ) from None
    if "\0" in text:
        raise TableError(f"{path.name} is not a text file.")
    return text


def _separator(head: str) -> str:
    return max(",;\t|", key=head.count)


def _safe_rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]] | Refusal]:
    """(line, cells); a row that breaks the rules of CSV becomes a refusal and the rest is still read."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(line, f"broken quotation marks or separators ({error})")
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _row(columns: list[str], line: int, cells: list[str]) -> TableRow | Refusal:
    if len(cells) != len(columns):
        reason = f"has {len(cells)} columns, {len(columns)} are expected"
        return Refusal(line, reason, ", ".join(cells)[:80])
    return TableRow(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)})
