"""Every real form that is at hand: imported, reviewed, published, filled in page after page, sent."""

from __future__ import annotations

import json
import pathlib
import re

import pytest

from allmende.base.cases.models import Case
from allmende.base.forms import actions, queries
from allmende.base.forms.contrib.xdf import import_xdf
from allmende.base.forms.models import RuleReview
from allmende.foundation.events.types import SYSTEM

from .factories import procedure_with
from .robot import Robot

SHARED = pathlib.Path(__file__).parents[6] / "shared/data/xdatenfelder"
FILES = sorted(SHARED.glob("*.xml")) if SHARED.is_dir() else []


def published(path):
    """The form after a named person closed its review list: two of three code lists are supplied, with what its rules
    speak of."""
    imported = import_xdf(path.read_bytes())
    row = actions.import_form(
        form=imported.form, reviews=imported.reviews, warnings=imported.warnings, actor=SYSTEM
    )
    codes = sorted(set(re.findall(r'"([0-9A-Z]{1,8})"', json.dumps(row.draft).replace('\\"', '"'))))
    for number, review in enumerate(queries.open_reviews(row)):
        if review.kind == RuleReview.Kind.CODE_LIST and number % 3:
            entries = [(code, f"Eintrag {code}") for code in codes]
            entries += [(f"X{code}", f"Eintrag X{code}") for code in range(80 * (number % 2))]
            actions.save_code_list(key=review.rule_id, title=review.name, entries=entries, actor=SYSTEM)
            continue
        actions.waive_rule(review=review, reason="Vom Amt geprüft", name="Eva Beispiel", actor=SYSTEM)
    return actions.publish_form(key=row.key, actor=SYSTEM)


@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:12])
def test_a_real_form_is_filled_in_and_sent(client, tenant, path):
    version = published(path)
    start = f"/antrag/{procedure_with(version).key}/"
    for sparse in (True, False):
        thanks = Robot(client, queries.compiled(version.pk), sparse=sparse).apply(start)
        assert Case.objects.latest("pk").reference in thanks
