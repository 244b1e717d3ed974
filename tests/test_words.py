"""The words on the screen: every text has its German, and one English text has one German everywhere."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import polib
import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "allmende"
CATALOGUES = sorted(SOURCE.rglob("locale/de/LC_MESSAGES/django.po"))


@lru_cache
def read(path: Path) -> polib.POFile:
    return polib.pofile(str(path))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_text_has_its_german(path):
    catalogue = read(path)
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []


def test_one_text_has_one_translation():
    """Django merges the catalogues of all apps: of two translations one would win by chance."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in CATALOGUES:
        for entry in read(path):
            if not entry.obsolete and entry.msgid:
                found[entry.msgctxt or "", entry.msgid].add(str(entry.msgstr_plural or entry.msgstr))
    assert {key: words for key, words in found.items() if len(words) > 1} == {}
