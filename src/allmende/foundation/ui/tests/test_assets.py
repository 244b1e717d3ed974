"""What set-up makes out of packages and translations."""

from pathlib import Path

import polib

from allmende.foundation.ui.catalogues import compile_catalogues
from allmende.foundation.ui.stylesheet import without_utilities


def test_utility_classes_are_cut() -> None:
    assert without_utilities(".a{x:1}.b{x:2}.a .b{x:3}", ".a{x:1}") == ".b{x:2}.a .b{x:3}"


def test_rules_inside_media_queries_are_cut_too() -> None:
    assert (
        without_utilities("@media print{.a{x:1}}@media print{.b{x:1}}", ".a{x:1}") == "@media print{.b{x:1}}"
    )


def test_fonts_tokens_and_text_with_braces_stay() -> None:
    sheet = '@charset "UTF-8";:root{--x:1}@font-face{src:x}.b:after{content:"}"}'
    assert without_utilities(sheet, ".a{x:1}") == sheet


def test_a_translation_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "app" / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Search", msgstr="Suche"))
    catalogue.save(str(folder / "django.po"))
    assert [path.name for path in compile_catalogues(tmp_path)] == ["django.mo"]
    assert compile_catalogues(tmp_path) == []


def test_every_text_of_the_layout_is_german() -> None:
    folder = Path(__file__).parent.parent / "locale" / "de" / "LC_MESSAGES"
    catalogue = polib.pofile(str(folder / "django.po"))
    assert catalogue.untranslated_entries() + catalogue.fuzzy_entries() == []
