from __future__ import annotations

import pytest

from allmende.base.cases.document_data import document_data
from allmende.base.records.placeholders import fill

TEXTS = {
    "{answers.dog}": "Bello",
    "{answers.owner}": "Erika Beispiel",
    "{answers.owner.family_name}": "Beispiel",
    "{answers.home.city}": "Musterstadt",
    "{answers.chip}": "",
    "{customer.name}": "Erika Beispiel",
    "{customer.address}": "Hauptstr. 1\n12345 Musterstadt",
    "{unit.name}": "Steueramt",
    "{param.fee}": "90,00 €",
    "{decision.reasons}": "",
}


@pytest.mark.parametrize("placeholder", TEXTS)
def test_a_placeholder_reads_as_people_write(case, placeholder):
    assert fill(placeholder, document_data(case)) == TEXTS[placeholder]
