"""Try a draft: begin with sample values, finish steps, choose answers, travel in time."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user

from ..access import designer_required, get_model_for
from ..bpmn.comparing import GREEN
from ..bpmn.drawing import Mark, draw
from ..bpmn.tree import parse
from ..models import ProcessModel
from ..queries import current_content
from ..trying import flat, nested
from ..tryout import MOST_MOVES, Trial, new_script, replay
from ..wording import speaker_for
from .shared import address, page, runnable

#: Session key of the trial; that of one model at a time.
_SCRIPT = "process_trial"
#: In a button: the number of a token, -1 for the whole process.
_PLACE = re.compile(r"-1|\d{1,6}")
_HERE = Mark("#2044aa", "#dfe7fb", "●")
_PASSED = Mark(GREEN, "#f0faf3", width=2)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """Where the draft stands, and what can happen next."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    content = current_content(row)
    process, broken = runnable(request, row, by, content)
    if process is None:
        return broken
    speaker = speaker_for(row.key, parse(content))
    names = sorted(name for name in process.references if not name.startswith("allmende"))
    script = _script(request, row)
    if request.method == "POST":
        _act(request, row, script, names)
        return redirect(address("trial", row))
    run = replay(process, script, speaker) if script else None
    labels = speaker.labels
    shown: dict[str, Any] = {
        "trial": run,
        "names": [
            (name, labels.known(name) or name, labels.choices(name), _SAMPLES.get(name, "")) for name in names
        ],
        "values": [
            (labels.known(name) or name, labels.value_of(name, value)) for name, value in flat(run.variables)
        ] if run else [],
        "drawings": draw(content, marks=_marks(run) if run else None),
    }  # fmt: skip
    return page(request, "trial", row, by, **shown)


_SAMPLES = {"outcome": "grant", "unit": ""}


def _marks(run: Trial) -> dict[str, Mark]:
    here = {entry.element: _HERE for entry in run.waiting}
    return {**dict.fromkeys(run.passed, _PASSED), **here}


def _script(request: HttpRequest, row: ProcessModel) -> dict[str, Any] | None:
    """The trial of this very state of this model, or None."""
    kept = request.session.get(_SCRIPT) or {}
    number = row.current.number if row.current else 0
    return kept["script"] if kept.get("key") == row.key and kept["script"]["state"] == number else None


def _act(request: HttpRequest, row: ProcessModel, script: dict[str, Any] | None, names: list[str]) -> None:
    do, _colon, what = request.POST.get("do", "").partition(":")
    if do == "begin" or script is None:
        typed = [(name, request.POST.get(f"sample-{name}", "")) for name in names]
        script = new_script(nested(typed), row.current.number if row.current else 0)
    elif do == "restart":
        request.session.pop(_SCRIPT, None)
        return
    elif do == "back":
        script["moves"] = script["moves"][:-1]
    elif len(script["moves"]) < MOST_MOVES and (move := _move(request, do, what)):
        script["moves"].append(move)
    request.session[_SCRIPT] = {"key": row.key, "script": script}


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _move(request: HttpRequest, do: str, what: str) -> dict[str, Any] | None:
    """A move from the button: ``done:PLACE:ELEMENT``, ``answer:PLACE:ELEMENT:VALUE``, ``fire:PLACE:ELEMENT``."""
    if do == "until":
        day = _day(request.POST.get("day", ""))
        moment = timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None
        return {"do": "until", "at": moment.isoformat()} if moment else None
    place, _colon, rest = what.partition(":")
    if do not in ("done", "answer", "fire") or not _PLACE.fullmatch(place):
        return None
    element, _colon, answer = rest.partition(":")
    name = request.POST.get(f"name-{place}", "").strip()
    value = answer if do == "answer" else request.POST.get(f"value-{place}", "")
    values = nested([(name, value)]) if name else {}
    return {
        "do": "fire" if do == "fire" else "done",
        "place": int(place),
        "element": element,
        "values": values,
    }
