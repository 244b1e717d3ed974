"""Try tables before anybody depends on them: values in, answer and matching rules out; nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import staff_required
from allmende.base.identity.views.shared import account_user
from allmende.base.workflow.decisions.compiled import Decisions
from allmende.base.workflow.decisions.results import DecisionError
from allmende.base.workflow.decisions.words import answer_in_words

from ...access import may_draw
from ...queries import WORKING
from ..access import get_tables_for
from ..asking import Asked, NotReadableError, asked_by, read, variables
from ..queries import content_named, known_to
from ..showing import Shown, show, with_hits
from .shared import page

_VALUE = "w."


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """The working copy for designers, what runs for all others."""
    by = account_user(request)
    tables = get_tables_for(by, key)
    newest = tables.newest
    name = WORKING if may_draw(by) and tables.model else f"v{newest.number}" if newest else WORKING
    content = content_named(tables, name)
    if content is None:
        raise Http404
    known = known_to(tables)
    shown = show(content, known=known)
    decisions = shown.review.decisions
    context: dict[str, Any] = {"shown": shown, "name": name}
    status = 200
    if decisions is not None and not shown.review.refused:
        typed = {
            field.removeprefix(_VALUE): str(value)[:1000]
            for field, value in request.POST.items()
            if field.startswith(_VALUE)
        }
        wanted = request.POST.get("tabelle") or decisions.main
        wanted = wanted if wanted in decisions.decisions else decisions.main
        asked = asked_by(decisions, typed, known)
        context |= {"asked": asked, "decision": wanted, "choices": list(decisions.names.items())}
        if request.method == "POST":
            outcome, status = _outcome(decisions, wanted, asked, shown)
            context |= outcome
    return page(request, "trial", tables, by, status=status, **context)


def _outcome(
    decisions: Decisions, wanted: str, asked: list[Asked], shown: Shown
) -> tuple[dict[str, Any], int]:
    given: list[tuple[Asked, Any]] = []
    fields: list[Asked] = []
    for one in asked:
        try:
            given.append((one, read(one)))
            fields.append(one)
        except NotReadableError as error:
            fields.append(replace(one, problem=str(error)))
    if any(field.problem for field in fields):
        errors = [
            (f"w-{number}", f"{f.label}: {f.problem}") for number, f in enumerate(fields, 1) if f.problem
        ]
        return {"asked": fields, "errors": errors}, 422
    try:
        result = decisions.decide(variables(given), wanted)
    except DecisionError as error:
        return {"asked": fields, "failed": str(error)}, 200
    answers = [(decisions.names[key], answer_in_words(value)) for key, value in result.values.items()]
    hits = {str(hit) for hit in result.hits}
    found = {
        "asked": fields, "answers": answers[:-1], "answer": answer_in_words(result.value), "answer_of": result.name,
        "words": result.words.splitlines(), "shown": with_hits(shown, hits),
    }  # fmt: skip
    return found, 200
