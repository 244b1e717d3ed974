"""Compile the translations, without a system gettext: ``python -m allmende.foundation.ui.catalogues``."""

from __future__ import annotations

from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[2]


def compile_catalogues(root: Path = PACKAGE) -> list[Path]:
    """Write the ``.mo`` beside every ``.po`` below ``root`` that is newer; returns those written."""
    written = []
    for source in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))
            written.append(compiled)
    return written


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path)  # noqa: T201
