"""Every real form that is at hand: imported, reviewed, published, filled in page after page, sent."""

from __future__ import annotations

import pathlib

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
    """The form after a named person closed its review list: every other code list is supplied, a long one first."""
    imported = import_xdf(path.read_bytes())
    row = actions.import_form(
        form=imported.form, reviews=imported.reviews, warnings=imported.warnings, actor=SYSTEM
    )
    supply = True
    for number, review in enumerate(queries.open_reviews(row)):
        if review.kind == RuleReview.Kind.CODE_LIST and supply:
            entries = tuple((f"{code:03}", f"Eintrag {code}") for code in range(1, 8 + 80 * (number % 2)))
            actions.save_code_list(key=review.rule_id, title=review.name, entries=entries, actor=SYSTEM)
            supply = False
            continue
        supply = True
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
