"""Every text of the workplace is there in German."""

from pathlib import Path

import polib


def test_every_text_is_german():
    catalogue = polib.pofile(str(Path(__file__).parent.parent / "locale/de/LC_MESSAGES/django.po"))
    assert catalogue.untranslated_entries() + catalogue.fuzzy_entries() == []
